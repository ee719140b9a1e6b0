using System.Text;
using System.Text.RegularExpressions;
using Engine.Host.Serve;
using Engine.Host.Serve.Access;

namespace Engine.Tests.Host.Serve;

/// <summary>The requests on docs/http.md are answered as the page says.</summary>
public partial class HttpPageTests
{
    private static string Page => File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "http.md"));

    [Fact]
    public async Task Requests_of_the_page_are_answered_as_it_says()
    {
        using var folder = new TempFolder();
        string held = await HoldAsync(folder);
        await using ServedHost host = await ServedHost.StartAsync(options => options with { Folder = folder.Path });
        Assert.Equal("held", (await host.GetAsync($"/api/v1/executions/{held}")).Ok().GetProperty("status").GetString());
        MatchCollection requests = Request().Matches(Page);
        Assert.InRange(requests.Count, 8, 100);
        foreach (Match request in requests)
        {
            string body = request.Groups[4].Value;
            ServedHost.Answer answer = await host.SendAsync(new HttpMethod(request.Groups[2].Value), request.Groups[3].Value, body.Length == 0 ? null : Encoding.UTF8.GetBytes(body));
            Assert.True(request.Groups[1].Value == $"{(int)answer.Status}", $"{request.Value}\n{answer.Text}");
            if (request.Groups[3].Value.EndsWith("/execute", StringComparison.Ordinal))
            {
                await host.EndOfAsync(answer.Json().GetProperty("execution_id").GetString()!);
            }
        }

        (await host.GetAsync($"/api/v1/workflows/{SampleWorkflow.Id}")).IsProblem(404);
        (await host.GetAsync($"/api/v1/executions/{held}")).IsProblem(404);
    }

    [Fact]
    public void Program_of_the_page_is_that_of_the_sample() =>
        Assert.Contains(Code().Match(Page).Groups[1].Value, File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "samples", "ServedActivities", "Program.cs")), StringComparison.Ordinal);

    [Fact]
    public void File_of_keys_on_the_page_is_one() =>
        Assert.Equal(2, KeyFile.Parse(Encoding.UTF8.GetBytes(Keys().Match(Page).Groups[1].Value)).Count);

    /// <summary>An execution of agents that only a stand-in can do, in a folder that is opened without stand-ins next.</summary>
    private static async Task<string> HoldAsync(TempFolder folder)
    {
        await using ServedHost host = await ServedHost.StartAsync(options => options with { Folder = folder.Path, SimulateAgents = true });
        string definition = Definitions.One("simulated", "llm").Replace("\"hash\"", "\"x\"", StringComparison.Ordinal).Replace("\"analysis\"", "\"y\"", StringComparison.Ordinal);
        (await host.PostAsync("/api/v1/workflows", definition)).Ok(201);
        return (await host.PostAsync("/api/v1/workflows/simulated/execute", "{}")).Ok().GetProperty("execution_id").GetString()!;
    }

    [GeneratedRegex(@"```http (\d+)\n(\w+) (\S+)\n(?:Content-Type: \S+\n)?(?:\n(.*?))?```", RegexOptions.Singleline)]
    private static partial Regex Request();

    [GeneratedRegex(@"```csharp\n(.+?\n)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"```json\n(\{""keys"".*?)```", RegexOptions.Singleline)]
    private static partial Regex Keys();
}
