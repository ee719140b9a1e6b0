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
        await using (ServedProcess first = await ServedProcess.StartAsync(data))
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

        await using (ServedProcess second = await ServedProcess.StartAsync(data))
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
            using Process rival = ServedProcess.Start(data, "http://127.0.0.1:0");
            string error = await rival.StandardError.ReadToEndAsync().Within();
            await rival.WaitForExitAsync().Within();
            Assert.Equal(2, rival.ExitCode);
            Assert.Contains("is locked", error);
            Assert.Equal(0, await second.TerminateAsync());
        }
    }
}
