using System.Text;
using System.Text.RegularExpressions;
using Engine.Host.Serve.Access;

namespace Engine.Tests.Host.Serve;

/// <summary>The requests on docs/http.md are answered as the page says.</summary>
public partial class HttpPageTests
{
    private static string Page => File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "http.md"));

    [Fact]
    public async Task Requests_of_the_page_are_answered_as_it_says()
    {
        await using ServedHost host = await ServedHost.StartAsync();
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
    }

    [Fact]
    public void Program_of_the_page_is_that_of_the_sample() =>
        Assert.Contains(Code().Match(Page).Groups[1].Value, File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "samples", "ServedActivities", "Program.cs")), StringComparison.Ordinal);

    [Fact]
    public void File_of_keys_on_the_page_is_one() =>
        Assert.Equal(2, KeyFile.Parse(Encoding.UTF8.GetBytes(Keys().Match(Page).Groups[1].Value)).Count);

    [GeneratedRegex(@"```http (\d+)\n(\w+) (\S+)\n(?:Content-Type: \S+\n)?(?:\n(.*?))?```", RegexOptions.Singleline)]
    private static partial Regex Request();

    [GeneratedRegex(@"```csharp\n(.+?\n)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"```json\n(\{""keys"".*?)```", RegexOptions.Singleline)]
    private static partial Regex Keys();
}
