using System.Net;
using Engine.Host.Cli;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Engine.Host.Serve;

/// <summary>
/// Brings a <see cref="ServeApp"/> to the network: Kestrel alone, with no configuration but the command line's, no framework for routes and no logging
/// of its own.
/// </summary>
internal sealed class ServeProgram : IAsyncDisposable
{
    private readonly WebApplication _web;

    private ServeProgram(WebApplication web, ServeApp app)
    {
        _web = web;
        App = app;
    }

    public ServeApp App { get; }

    /// <summary>The addresses it listens on, with the ports that were given.</summary>
    public IReadOnlyList<string> Addresses => [.. _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Takes the folder, brings back what is in it, and listens.</summary>
    /// <exception cref="UserError">An option is wrong, or an address cannot be taken.</exception>
    public static async Task<ServeProgram> StartAsync(ServeOptions options, TextWriter error, CancellationToken cancellationToken = default)
    {
        List<Listener> listeners = [.. options.Urls.Select(Listener.Parse)];
        if (options.KeyPath is null && listeners.Find(static listener => !IPAddress.IsLoopback(listener.EndPoint.Address)) is { EndPoint: { } open })
        {
            throw new UserError($"--urls: {open.Address} can be reached from other machines, and there are no keys. Listen on 127.0.0.1, or give --keys FILE: see 'engine serve --help'.");
        }

        var app = new ServeApp(options, error) { Export = OtlpExport.Start(Environment.GetEnvironmentVariable, error, options.TimeProvider) };
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            WebApplication web = Build(options, listeners, app);
            try
            {
                await web.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
            {
                await web.DisposeAsync().ConfigureAwait(false);
                throw new UserError($"--urls: {exception.Message.TrimEnd('.')}. End what listens there, or choose another address.");
            }

            return new ServeProgram(web, app);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets requests end, then runs, and gives the folder back.</summary>
    public async ValueTask DisposeAsync()
    {
        App.BeginStop();
        using var timeout = new CancellationTokenSource(App.Options.DrainFor, App.Options.TimeProvider);
        await _web.StopAsync(timeout.Token).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        await App.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(ServeOptions options, List<Listener> listeners, ServeApp app)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            KestrelServerLimits limits = kestrel.Limits;
            limits.MaxConcurrentConnections = options.MaxConnections;
            limits.MaxRequestBodySize = ServeLimits.EventBytes;
            limits.MaxRequestLineSize = 8 * 1024;
            limits.MaxRequestHeadersTotalSize = 32 * 1024;
            limits.MaxRequestHeaderCount = 100;
            limits.RequestHeadersTimeout = options.HeadersWithin;
            limits.KeepAliveTimeout = options.IdleFor;
            limits.MinRequestBodyDataRate = new MinDataRate(options.BytesPerSecond, options.SlowFor);
            limits.MinResponseDataRate = new MinDataRate(options.BytesPerSecond, options.SlowFor);
            foreach (Listener listener in listeners)
            {
                listener.AddTo(kestrel);
            }
        });
        WebApplication web = builder.Build();
        web.Run(app.HandleAsync);
        return web;
    }
}
