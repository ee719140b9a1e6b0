using System.Security.Cryptography;
using Engine.Host.Cli;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Host.Serve.Page;
using Engine.Runtime;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Routes;

/// <summary>The page for people, and what only it asks for: pictures of graphs, the trend of benchmarks.</summary>
internal static class PageRoutes
{
    /// <summary>Scripts and style are our own files; pictures bring a style of their own. Nothing from elsewhere, and in no frame.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IEnumerable<Route> All =>
    [
        File("/", "page/index.html", "text/html; charset=utf-8"),
        File("/page.css", "page/page.css", "text/css; charset=utf-8"),
        File("/page.js", "page/page.js", "text/javascript; charset=utf-8"),
        new("GET", "/api/v1/workflows/{id}/graph.svg", Role.Observe, static call => DrawAsync(call, call.Workflow(), null)),
        new("GET", "/api/v1/executions/{id}/graph.svg", Role.Observe, static async call =>
        {
            (RunSnapshot run, DefinedWorkflow workflow) = await ExecutionRoutes.FindAsync(call).ConfigureAwait(false);
            await DrawAsync(call, workflow, run).ConfigureAwait(false);
        }),
        new("GET", "/api/v1/benchmarks", Role.Observe, BenchmarksAsync),
    ];

    /// <summary>A file of the program: a browser asks whether it is still the same.</summary>
    private static Route File(string path, string name, string contentType)
    {
        var content = new Lazy<(byte[] Bytes, string Tag)>(() =>
        {
            byte[] bytes = EmbeddedFile.Read(name);
            return (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}\"");
        });
        return new Route("GET", path, Role.None, call =>
        {
            (byte[] bytes, string tag) = content.Value;
            IHeaderDictionary headers = call.Http.Response.Headers;
            headers.ETag = tag;
            headers.CacheControl = "no-cache";
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            if (call.Http.Request.Headers.IfNoneMatch != tag)
            {
                return JsonAnswer.SendAsync(call.Http, 200, bytes, contentType);
            }

            call.Http.Response.StatusCode = 304;
            return Task.CompletedTask;
        });
    }

    private static Task DrawAsync(ServeCall call, DefinedWorkflow workflow, RunSnapshot? run)
    {
        // Opened by itself, a picture may do no more than on the page.
        call.Http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        return JsonAnswer.SendAsync(call.Http, 200, TaskGraphDrawing.Draw(workflow, run), "image/svg+xml");
    }

    private static Task BenchmarksAsync(ServeCall call)
    {
        try
        {
            return JsonAnswer.SendAsync(call.Http, 200, call.App.BenchTrend.Read());
        }
        catch (UserError error)
        {
            throw new ServeException(503, $"The history of benchmarks cannot be shown: {error.Message}");
        }
    }
}
