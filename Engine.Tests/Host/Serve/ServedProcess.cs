using System.Diagnostics;
using Engine.Host.Serve;

namespace Engine.Tests.Host.Serve;

/// <summary>`engine serve` as a process of its own, on a free port, with a client.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private ServedProcess(Process process, string greeting, string address)
    {
        Process = process;
        Greeting = greeting;
        Client = new HttpClient { BaseAddress = new Uri(address), Timeout = Patience.Limit };
    }

    public Process Process { get; }

    public string Greeting { get; }

    public HttpClient Client { get; }

    public static Process Start(string data, string url, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServeProgram).Assembly.Location, "serve", "--urls", url, "--data", data, "--shards", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<ServedProcess> StartAsync(string data, params (string Name, string Value)[] environment)
    {
        Process process = Start(data, "http://127.0.0.1:0", environment);
        string first = await process.StandardOutput.ReadLineAsync().Within() ?? $"It ended: {await process.StandardError.ReadToEndAsync().Within()}";
        Assert.StartsWith("Engine serves on http://", first);
        string greeting = first;
        while (!greeting.Contains("curl", StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync().Within() is { } line)
        {
            greeting += "\n" + line;
        }

        return new ServedProcess(process, greeting, first.Split(' ')[3]);
    }

    /// <summary>Asks it to end, as a system does.</summary>
    public async Task<int> TerminateAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{Process.Id}"]))
        {
            await kill.WaitForExitAsync().Within();
        }

        await Process.WaitForExitAsync().Within();
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync().Within();
        }

        Process.Dispose();
    }
}
