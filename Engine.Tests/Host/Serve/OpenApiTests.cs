using System.Text.Json;

namespace Engine.Tests.Host.Serve;

/// <summary>The document of the API says what the routes are.</summary>
public class OpenApiTests
{
    [Fact]
    public async Task Document_has_each_route_and_no_other()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        JsonElement document = (await host.GetAsync("/openapi.json")).Ok();
        IEnumerable<string> documented = document.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Where(static operation => operation.Name is "get" or "post" or "delete").Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(host.App.Routes.Routes.Select(static route => $"{route.Method} {route.Template}").Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task References_of_the_document_lead_somewhere_and_each_operation_has_a_summary_and_its_problems()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        JsonElement document = (await host.GetAsync("/openapi.json")).Ok();
        HashSet<string> schemas = [.. document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(static schema => $"#/components/schemas/{schema.Name}")];
        Assert.All(References(document), reference => Assert.Contains(reference, schemas));
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in path.Value.EnumerateObject().Where(static operation => operation.Name != "parameters"))
            {
                Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
                Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), static response => response.Name.StartsWith('2'));
                Assert.Equal(path.Name.Contains('{', StringComparison.Ordinal), path.Value.TryGetProperty("parameters", out _));
            }
        }
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static property => property.NameEquals("$ref") ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
