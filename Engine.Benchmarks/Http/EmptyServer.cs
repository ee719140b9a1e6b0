using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engine.Benchmarks.Http;

/// <summary>What every host of this framework pays: a minimal API that does nothing, on a free port of loopback.</summary>
internal sealed class EmptyServer : IAsyncDisposable
{
    private readonly WebApplication _web;

    private EmptyServer(WebApplication web) => _web = web;

    public IPEndPoint Address
    {
        get
        {
            var uri = new Uri(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            return new IPEndPoint(IPAddress.Loopback, uri.Port);
        }
    }

    public static async Task<EmptyServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication web = builder.Build();
        web.MapGet("/empty", static () => Results.Text("ok"));
        web.MapPost("/empty", static async (HttpRequest request) =>
        {
            // A body is read, and no more.
            await request.Body.CopyToAsync(Stream.Null).ConfigureAwait(false);
            return Results.Text("ok");
        });
        await web.StartAsync().ConfigureAwait(false);
        return new EmptyServer(web);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
    }
}
