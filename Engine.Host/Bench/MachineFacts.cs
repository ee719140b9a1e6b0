using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Engine.Host.Bench;

/// <summary>Where and with what a report was measured: figures without it mean nothing.</summary>
internal sealed record MachineFacts(string Machine, string Commit, string Runtime)
{
    public static MachineFacts Read()
    {
        double memoryGiB = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        string machine = string.Create(CultureInfo.InvariantCulture,
            $"{CpuModel()}, {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {memoryGiB:0.0} GiB, {RuntimeInformation.OSDescription}");

        // PublishAot also turns dynamic code off under the JIT; only the JIT's host passes a list of assemblies.
        bool isAot = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null;
        return new MachineFacts(machine, CommitOf(typeof(MachineFacts).Assembly), $"{RuntimeInformation.FrameworkDescription} {(isAot ? "NativeAOT" : "JIT")}");
    }

    /// <summary>The SDK appends "+commit" to the informational version when it builds inside a repository.</summary>
    private static string CommitOf(Assembly assembly)
    {
        string? version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        int plus = version?.IndexOf('+') ?? -1;
        return plus < 0 ? "unknown" : version![(plus + 1)..];
    }

    private static string CpuModel()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (File.Exists(CpuInfo))
        {
            foreach (string line in File.ReadLines(CpuInfo))
            {
                if (line.StartsWith("model name", StringComparison.Ordinal) && line.IndexOf(':') is int colon and >= 0)
                {
                    return line[(colon + 1)..].Trim();
                }
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown CPU";
    }
}
