using System.Net;
using Engine.Host.Cli;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Engine.Host.Serve;

/// <summary>An address to listen on.</summary>
/// <param name="EndPoint">Address and port; port 0 for a free one.</param>
/// <param name="IsLocalhost">Whether it is this machine by name: then both of its addresses, as far as it has them.</param>
internal readonly record struct Listener(IPEndPoint EndPoint, bool IsLocalhost)
{
    /// <exception cref="UserError">It is none.</exception>
    public static Listener Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
        {
            throw new UserError($"--urls {url}: must be http://ADDRESS:PORT, such as {ServeOptions.DefaultUrl}. For https put a proxy in front.");
        }

        if (uri.Host == "localhost")
        {
            return new Listener(new IPEndPoint(IPAddress.Loopback, uri.Port), IsLocalhost: uri.Port != 0);
        }

        return IPAddress.TryParse(uri.Host.AsSpan().Trim("[]"), out IPAddress? address)
            ? new Listener(new IPEndPoint(address, uri.Port), IsLocalhost: false)
            : throw new UserError($"--urls {url}: '{uri.Host}' is no IP address. Give one: 127.0.0.1 for this machine, 0.0.0.0 for all.");
    }

    public void AddTo(KestrelServerOptions kestrel)
    {
        if (IsLocalhost)
        {
            kestrel.ListenLocalhost(EndPoint.Port, static listen => listen.Protocols = HttpProtocols.Http1);
        }
        else
        {
            kestrel.Listen(EndPoint, static listen => listen.Protocols = HttpProtocols.Http1);
        }
    }
}
