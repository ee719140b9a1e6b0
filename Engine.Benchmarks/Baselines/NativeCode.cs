using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Engine.Benchmarks.Baselines;

/// <summary>
/// Builds a C++ file of the folder native when it is first asked for, for the processor it runs on, and loads it. Where no
/// compiler is there the native baselines are left out and the reason is said once.
/// </summary>
internal static class NativeCode
{
    /// <summary>Tried in this order; the environment variable CXX goes before them.</summary>
    private static readonly string[] Compilers = ["g++", "clang++", "c++"];

    private static readonly Dictionary<string, nint> Libraries = [];

    /// <summary>The library of native/<paramref name="name"/>.cpp, or 0 where it cannot be built.</summary>
    /// <param name="name">The file.</param>
    /// <param name="libraries">What it is linked with, as the compiler takes it.</param>
    public static nint Library(string name, params string[] libraries)
    {
        lock (Libraries)
        {
            if (!Libraries.TryGetValue(name, out nint library))
            {
                library = Load(name, libraries, out string? reason);
                Libraries.Add(name, library);
                if (reason is not null)
                {
                    Console.Error.WriteLine($"native/{name}.cpp is left out: {reason}");
                }
            }

            return library;
        }
    }

    private static nint Load(string name, string[] libraries, out string? reason)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "native");
        string source = Path.Combine(folder, name + ".cpp"), binary = Path.Combine(folder, $"lib{name}.so");
        if (OperatingSystem.IsWindows())
        {
            reason = "the native baselines are built with g++ or clang++ on Linux and macOS only.";
            return 0;
        }

        if (!File.Exists(binary) || File.GetLastWriteTimeUtc(binary) < File.GetLastWriteTimeUtc(source))
        {
            reason = Compile(source, binary, libraries);
            if (reason is not null)
            {
                return 0;
            }
        }

        reason = null;
        return NativeLibrary.Load(binary);
    }

    /// <summary>Returns what went wrong, or null.</summary>
    private static string? Compile(string source, string binary, string[] libraries)
    {
        string? chosen = Environment.GetEnvironmentVariable("CXX");
        foreach (string compiler in chosen is null ? Compilers : [chosen])
        {
            var start = new ProcessStartInfo(compiler, ["-O3", "-march=native", "-std=c++17", "-shared", "-fPIC", "-o", binary, source, .. libraries])
            {
                RedirectStandardError = true,
            };
            try
            {
                using Process process = Process.Start(start)!;
                string messages = process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0 ? null : $"{compiler} failed: {messages}";
            }
            catch (Win32Exception)
            {
                // This compiler is not installed; the next one may be.
            }
        }

        return $"no C++ compiler was found ({(chosen is null ? string.Join(", ", Compilers) : "CXX=" + chosen)}).";
    }
}
