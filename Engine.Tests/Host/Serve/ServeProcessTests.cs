using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Engine.Host.Serve;

namespace Engine.Tests.Host.Serve;

/// <summary>The program itself: started, killed, started again.</summary>
public class ServeProcessTests
{
    [Fact]
    public async Task Definitions_and_executions_survive_kill_9_and_a_signal_ends_it_in_order()
    {
        using var folder = new TempFolder();
        string data = folder.At("data");
        string execution;
        await using (Served first = await Served.StartAsync(data))
        {
            Assert.Contains($"/api/v1/workflows/{SampleWorkflow.Id}/execute", first.Greeting);
            using HttpResponseMessage defined = await first.Client.PostAsync("/api/v1/workflows", new StringContent(Definitions.Layered("mine", 3, 2, "delay"))).Within();
            Assert.Equal(201, (int)defined.StatusCode);
            using HttpResponseMessage other = await first.Client.PostAsync("/api/v1/workflows", new StringContent(Definitions.One("gone", "echo"))).Within();
            using HttpResponseMessage removed = await first.Client.DeleteAsync("/api/v1/workflows/gone").Within();
            Assert.Equal((201, 200), ((int)other.StatusCode, (int)removed.StatusCode));
            using HttpResponseMessage started = await first.Client.PostAsync("/api/v1/workflows/mine/execute", new StringContent("""{"input_data":{"delay_ms":300}}""")).Within();
            execution = (await started.Content.ReadFromJsonAsync<JsonElement>().Within()).GetProperty("execution_id").GetString()!;
            first.Process.Kill();
            await first.Process.WaitForExitAsync().Within();
        }

        await using (Served second = await Served.StartAsync(data))
        {
            using HttpResponseMessage gone = await second.Client.GetAsync("/api/v1/workflows/gone").Within();
            Assert.Equal(404, (int)gone.StatusCode);
            JsonElement status;
            do
            {
                status = await second.Client.GetFromJsonAsync<JsonElement>("/api/v1/workflows/mine/status").Within();
                Assert.Equal(execution, status.GetProperty("execution_id").GetString());
            }
            while (status.GetProperty("status").GetString() == "running");

            Assert.Equal("completed", status.GetProperty("status").GetString());
            using HttpResponseMessage again = await second.Client.PostAsync("/api/v1/workflows", new StringContent(Definitions.Layered("mine", 3, 2, "delay"))).Within();
            Assert.Equal(200, (int)again.StatusCode);

            // A second owner of the folder is told so.
            using Process rival = Served.Start(data, "http://127.0.0.1:0");
            string error = await rival.StandardError.ReadToEndAsync().Within();
            await rival.WaitForExitAsync().Within();
            Assert.Equal(2, rival.ExitCode);
            Assert.Contains("is locked", error);
            Assert.Equal(0, await second.TerminateAsync());
        }
    }

    private sealed class Served : IAsyncDisposable
    {
        private Served(Process process, string greeting, string address)
        {
            Process = process;
            Greeting = greeting;
            Client = new HttpClient { BaseAddress = new Uri(address), Timeout = Patience.Limit };
        }

        public Process Process { get; }

        public string Greeting { get; }

        public HttpClient Client { get; }

        public static Process Start(string data, string url)
        {
            var start = new ProcessStartInfo("dotnet", [typeof(ServeProgram).Assembly.Location, "serve", "--urls", url, "--data", data, "--shards", "1"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            return Process.Start(start)!;
        }

        public static async Task<Served> StartAsync(string data)
        {
            Process process = Start(data, "http://127.0.0.1:0");
            string first = await process.StandardOutput.ReadLineAsync().Within() ?? $"It ended: {await process.StandardError.ReadToEndAsync().Within()}";
            Assert.StartsWith("Engine serves on http://", first);
            string greeting = first;
            while (!greeting.Contains("curl", StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync().Within() is { } line)
            {
                greeting += "\n" + line;
            }

            return new Served(process, greeting, first.Split(' ')[3]);
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
}
