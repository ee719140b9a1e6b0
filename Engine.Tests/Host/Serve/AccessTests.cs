using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Engine.Host.Cli;
using Engine.Host.Serve;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Http;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Host.Serve;

/// <summary>Who may do what.</summary>
public class AccessTests
{
    [Fact]
    public async Task Key_does_what_its_roles_say_and_sees_its_tenant_only()
    {
        using var folder = new TempFolder();
        string keys = folder.Write("keys.json", Keys(("admin", ["define", "run", "observe"], "acme"), ("viewer", ["observe"], "acme"), ("rival", ["define", "run", "observe"], "rival")));
        await using ServedHost host = await ServedHost.StartAsync(options => options with { KeyPath = keys, AuditPath = folder.At("audit.log") });
        (await host.GetAsync("/api/v1/workflows")).IsProblem(401, "Bearer");
        (await host.GetAsync("/api/v1/workflows", "wrong")).IsProblem(401);
        (await host.GetAsync("/healthz")).Ok();
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "echo"), "viewer-key")).IsProblem(403, "define");
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "echo"), "admin-key")).Ok(201);
        string execution = (await host.PostAsync("/api/v1/workflows/w/execute", null, "admin-key")).Ok().GetProperty("execution_id").GetString()!;
        (await host.PostAsync("/api/v1/workflows/w/execute", null, "viewer-key")).IsProblem(403, "run");
        Assert.Equal("completed", (await host.EndOfAsync(execution, "viewer-key")).GetProperty("status").GetString());
        Assert.Equal(1, (await host.GetAsync("/api/v1/executions", "viewer-key")).Ok().GetProperty("executions").GetArrayLength());

        (await host.GetAsync("/api/v1/workflows/w", "rival-key")).IsProblem(404);
        (await host.GetAsync($"/api/v1/executions/{execution}", "rival-key")).IsProblem(404);
        (await host.PostAsync($"/api/v1/executions/{execution}/cancel", null, "rival-key")).IsProblem(404);
        Assert.Equal(0, (await host.GetAsync("/api/v1/executions", "rival-key")).Ok().GetProperty("executions").GetArrayLength());
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "hash"), "rival-key")).Ok(201);
        (await host.PostAsync("/api/v1/events/batch", """{"events":[{"event_id":"1","event_type":"x","workflow_id":"w"}]}""", "rival-key")).Ok();
        Assert.Equal(0, (await host.GetAsync("/api/v1/events", "admin-key")).Ok().GetProperty("received").GetInt32());

        JsonElement[] audit = [.. ReadLines(folder.At("audit.log")).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Contains(audit, static line => line.GetProperty("client").GetString() == "viewer" && line.GetProperty("status").GetInt32() == 403);
        Assert.Contains(audit, static line => line.GetProperty("client").GetString() == "admin" && line.GetProperty("path").GetString() == "/api/v1/workflows" && line.GetProperty("status").GetInt32() == 201);
        Assert.DoesNotContain(audit, static line => line.GetProperty("method").GetString() == "GET");
    }

    [Theory]
    [InlineData("{}", "keys")]
    [InlineData("""{"keys":[{"name":"a","sha256":"12","roles":["run"]}]}""", "keys[0].sha256")]
    [InlineData("""{"keys":[{"name":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000","roles":["root"]}]}""", "'root'")]
    [InlineData("""{"keys":[{"name":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000","roles":[]}]}""", "roles")]
    [InlineData("""{"keys":[{"name":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000","roles":["run"],"tenant":"a/b"}]}""", "tenant")]
    [InlineData("""{"keys":[{"name":"a","key":"secret"}]}""", "key")]
    public void File_of_keys_that_is_wrong_is_refused(string text, string fragment)
    {
        using var folder = new TempFolder();
        Assert.Contains(fragment, Assert.Throws<UserError>(() => KeyFile.Read(folder.Write("keys.json", text))).Message);
    }

    [Fact]
    public async Task Without_keys_only_this_machine_is_served()
    {
        Assert.Contains("--keys", (await Assert.ThrowsAsync<UserError>(() => ServedHost.StartAsync(static options => options with { Urls = ["http://0.0.0.0:0"] }))).Message);
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.SendAsync(HttpMethod.Get, "/api/v1/workflows", null, headers: ("Host", "evil.example"))).IsProblem(421, "localhost");
        (await host.SendAsync(HttpMethod.Get, "/api/v1/workflows", null, headers: ("Origin", "http://evil.example"))).IsProblem(403, "another site");
        (await host.SendAsync(HttpMethod.Get, "/api/v1/workflows", null, headers: ("Origin", host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)))).Ok();
    }

    [Fact]
    public void Client_that_asks_too_often_waits_for_its_bucket()
    {
        var time = new FakeTimeProvider();
        var rate = new RateLimit(10, time);
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => rate.TryTake("a")));
        Assert.True(rate.TryTake("b"));
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, Enumerable.Range(0, 50).Count(_ => rate.TryTake("a")));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => rate.TryTake("a")));
    }

    [Fact]
    public void More_clients_than_are_remembered_wait_until_others_are_idle()
    {
        var time = new FakeTimeProvider();
        var rate = new RateLimit(1, time);
        Assert.All(Enumerable.Range(0, RateLimit.MaxClients), client => Assert.True(rate.TryTake($"{client}")));
        Assert.False(rate.TryTake("one more"));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(rate.TryTake("one more"));
    }

    [Fact]
    public async Task Too_many_requests_are_429()
    {
        await using ServedHost host = await ServedHost.StartAsync(static options => options with { Rate = 2, TimeProvider = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)) });
        (await host.GetAsync("/api/v1/workflows")).Ok();
        (await host.GetAsync("/api/v1/workflows")).Ok();
        (await host.GetAsync("/api/v1/workflows")).IsProblem(429, "2 requests a second");
    }

    [Fact]
    public void Budget_of_bytes_is_given_back()
    {
        var budget = new ByteBudget(10);
        Assert.True(budget.TryTake(7));
        Assert.False(budget.TryTake(4));
        Assert.True(budget.TryTake(3));
        budget.GiveBack(10);
        Assert.True(budget.TryTake(10));
    }

    private static string[] ReadLines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Keys(params (string Name, string[] Roles, string Tenant)[] keys) => $$"""
        {"keys":[{{string.Join(',', keys.Select(static key => $$"""{"name":"{{key.Name}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Name}-key")))}}","roles":["{{string.Join("\",\"", key.Roles)}}"],"tenant":"{{key.Tenant}}"}"""))}}]}
        """;
}
