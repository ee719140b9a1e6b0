using System.Net.Http.Json;
using System.Text.Json;

namespace Engine.Tests.Host.Serve;

/// <summary>`engine serve` under a load of definitions, executions and removals, killed by the system at any instant and started again.</summary>
public class KilledServerTests
{
    private const int Kills = 10;
    private const int Clients = 4;

    [Fact]
    public async Task What_a_server_acknowledged_before_it_was_killed_is_there_in_the_next_process()
    {
        using var folder = new TempFolder();
        var random = new Random(1);
        var clients = Enumerable.Range(0, Clients).Select(static number => new RemoteClient(number)).ToArray();
        for (int kill = 0; kill < Kills; kill++)
        {
            await using ServedProcess served = await ServedProcess.StartAsync(folder.At("data"));
            int before = clients.Sum(static client => client.Acknowledged), wanted = before + 5 + random.Next(100);
            Task[] work = [.. clients.Select(client => client.WorkAsync(served.Client))];
            using (var patience = new CancellationTokenSource(Patience.Limit))
            {
                while (clients.Sum(static client => client.Acknowledged) < wanted)
                {
                    await Task.Delay(1, patience.Token);
                    Assert.DoesNotContain(work, static task => task.IsCompleted);
                }
            }

            served.Process.Kill();
            await Task.WhenAll(work).Within();
        }

        await using ServedProcess last = await ServedProcess.StartAsync(folder.At("data"));
        foreach (RemoteClient client in clients)
        {
            await client.CheckAsync(last.Client);
        }

        Assert.True(clients.Sum(static client => client.Interrupted) >= Kills, "No request was under way when a server was killed: the kills showed too little.");
        Assert.Equal(0, await last.TerminateAsync());
    }

    /// <summary>A client that remembers what it was told, and nothing else.</summary>
    private sealed class RemoteClient(int number)
    {
        private readonly Dictionary<string, bool> _workflows = [];
        private readonly Dictionary<string, (string Workflow, string Key, int Input)> _executions = [];
        private int _next;
        private int _acknowledged;

        public int Acknowledged => Volatile.Read(ref _acknowledged);

        /// <summary>Requests that nobody answered.</summary>
        public int Interrupted { get; private set; }

        /// <summary>Defines a workflow, executes it twice, and removes every third, again and again, until nobody answers any more.</summary>
        public async Task WorkAsync(HttpClient client)
        {
            try
            {
                while (true)
                {
                    string workflow = $"w{number}-{_next++}";
                    await AskAsync(client.PostAsync("/api/v1/workflows", new StringContent(Definitions.Layered(workflow, 3, 3, "echo"))), 201);
                    _workflows[workflow] = true;
                    if (_next % 3 == 0)
                    {
                        // From here on nobody knows.
                        _workflows.Remove(workflow);
                        await AskAsync(client.DeleteAsync($"/api/v1/workflows/{workflow}"), 200);
                        _workflows[workflow] = false;
                        continue;
                    }

                    for (int times = 0; times < 2; times++)
                    {
                        string key = $"{workflow}-{times}";
                        JsonElement started = await AskAsync(ExecuteAsync(client, workflow, key, _next), 200);
                        _executions[started.GetProperty("execution_id").GetString()!] = (workflow, key, _next);
                    }
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                Interrupted++;
            }
        }

        public async Task CheckAsync(HttpClient client)
        {
            foreach ((string workflow, bool isThere) in _workflows)
            {
                using HttpResponseMessage answer = await client.GetAsync($"/api/v1/workflows/{workflow}").Within();
                Assert.Equal((workflow, isThere ? 200 : 404), (workflow, (int)answer.StatusCode));
            }

            foreach ((string execution, (string workflow, string key, int input)) in _executions)
            {
                JsonElement run;
                do
                {
                    run = await client.GetFromJsonAsync<JsonElement>($"/api/v1/executions/{execution}").Within();
                }
                while (run.GetProperty("completed_at").ValueKind == JsonValueKind.Null);

                Assert.Equal("completed", run.GetProperty("status").GetString());
                Assert.Equal([input, input, input], run.GetProperty("result").EnumerateObject().Select(static task => task.Value.GetProperty("n").GetInt32()));

                // Its key leads to it.
                JsonElement again = await AskAsync(ExecuteAsync(client, workflow, key, -1), 200);
                Assert.Equal(execution, again.GetProperty("execution_id").GetString());
            }
        }

        private static async Task<HttpResponseMessage> ExecuteAsync(HttpClient client, string workflow, string key, int input)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/workflows/{workflow}/execute") { Content = JsonContent.Create(new { input_data = new { n = input } }) };
            request.Headers.Add("Idempotency-Key", key);
            return await client.SendAsync(request);
        }

        private async Task<JsonElement> AskAsync(Task<HttpResponseMessage> request, int status)
        {
            using HttpResponseMessage answer = await request.Within();
            string text = await answer.Content.ReadAsStringAsync().Within();
            Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
            Interlocked.Increment(ref _acknowledged);
            return JsonDocument.Parse(text).RootElement;
        }
    }
}
