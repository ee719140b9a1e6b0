using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Engine.Host.Bench.Http;

/// <summary>
/// What every host of this framework pays: a minimal API that does nothing, on a free port of this machine. Without configuration, logging and bound
/// parameters, which cost it nothing when it answers, and this program half a megabyte.
/// </summary>
internal sealed class EmptyServer : IDisposable
{
    public const string Path = "/empty";

    private readonly WebApplication _web;

    private EmptyServer(WebApplication web) => _web = web;

    public static ReadOnlySpan<byte> Answer => "ok"u8;

    public IPEndPoint Address
    {
        get
        {
            IServerAddressesFeature listening = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            return new IPEndPoint(IPAddress.Loopback, new Uri(listening.Addresses.First()).Port);
        }
    }

    public static EmptyServer Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        WebApplication web = builder.Build();
        web.MapGet(Path, AnswerAsync);
        web.MapPost(Path, static async http =>
        {
            // A body is read, and no more.
            await http.Request.Body.CopyToAsync(Stream.Null).ConfigureAwait(false);
            await AnswerAsync(http).ConfigureAwait(false);
        });
        web.StartAsync().GetAwaiter().GetResult();
        return new EmptyServer(web);
    }

    public void Dispose()
    {
        _web.StopAsync().GetAwaiter().GetResult();
        ((IDisposable)_web).Dispose();
    }

    private static Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.ContentLength = Answer.Length;
        http.Response.BodyWriter.Write(Answer);
        return Task.CompletedTask;
    }
}
