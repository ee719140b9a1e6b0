using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Engine.Host.Serve;

namespace Engine.Tests.Host.Serve;

/// <summary>`engine serve` in this process, on a free port of this machine, with a client.</summary>
internal sealed class ServedHost : IAsyncDisposable
{
    private readonly ServeProgram _program;
    private readonly StringWriter _error;

    private ServedHost(ServeProgram program, StringWriter error)
    {
        _program = program;
        _error = error;
        Client = new HttpClient { BaseAddress = new Uri(program.Addresses[0]), Timeout = Patience.Limit };
    }

    public HttpClient Client { get; }

    public ServeApp App => _program.App;

    /// <summary>What it said on standard error: internal errors.</summary>
    public string Errors => _error.ToString();

    /// <summary>The same, and forgets it: a host that ends may have said nothing more.</summary>
    public string TakeErrors()
    {
        string errors = Errors;
        _error.GetStringBuilder().Clear();
        return errors;
    }

    public static async Task<ServedHost> StartAsync(Func<ServeOptions, ServeOptions>? change = null)
    {
        var options = new ServeOptions { Urls = ["http://127.0.0.1:0"], Folder = null, ShardCount = 1, EventWindow = 4_096 };
        var error = new StringWriter();
        return new ServedHost(await ServeProgram.StartAsync(change is null ? options : change(options), error).Within(), error);
    }

    public Task<Answer> GetAsync(string path, string? key = null) => SendAsync(HttpMethod.Get, path, null, key);

    public Task<Answer> PostAsync(string path, string? body = null, string? key = null, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, body is null ? null : Encoding.UTF8.GetBytes(body), key, contentType);

    public async Task<Answer> SendAsync(HttpMethod method, string path, byte[]? body, string? key = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

            // Of a body that is refused for its length nothing is sent.
            request.Headers.ExpectContinue = body.Length > 1 << 20;
        }

        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await Client.SendAsync(request).Within();
        string text = await response.Content.ReadAsStringAsync().Within();
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, response.Headers.Location?.ToString());
    }

    /// <summary>Waits until a run has ended, and gives what is known of it.</summary>
    public async Task<JsonElement> EndOfAsync(string execution, string? key = null)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            JsonElement run = (await GetAsync($"/api/v1/executions/{execution}", key)).Ok();
            if (run.GetProperty("completed_at").ValueKind != JsonValueKind.Null)
            {
                return run;
            }

            Assert.False(patience.IsCancellationRequested, $"It has not ended within {Patience.Limit.TotalMinutes} minutes: {run}");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _program.DisposeAsync().Within();
        Assert.True(Errors.Length == 0, Errors);
    }

    internal sealed record Answer(HttpStatusCode Status, string? ContentType, string Text, string? Location)
    {
        public JsonElement Json()
        {
            using JsonDocument document = JsonDocument.Parse(Text);
            return document.RootElement.Clone();
        }

        public JsonElement Ok(int status = 200)
        {
            Assert.True(status == (int)Status, $"{(int)Status}: {Text}");
            return Json();
        }

        /// <summary>Asserts a problem document with a status and these fragments.</summary>
        public JsonElement IsProblem(int status, params string[] fragments)
        {
            Assert.True(status == (int)Status, $"{(int)Status}: {Text}");
            Assert.Equal("application/problem+json", ContentType);
            JsonElement problem = Json();
            Assert.Equal(status, problem.GetProperty("status").GetInt32());
            string detail = problem.GetProperty("detail").GetString()!;
            Assert.DoesNotContain("Exception", detail);
            Assert.All(fragments, fragment => Assert.Contains(fragment, detail));
            return problem;
        }
    }
}
