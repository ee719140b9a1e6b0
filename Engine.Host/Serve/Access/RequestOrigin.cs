using System.Net;
using Engine.Host.Serve.Http;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Access;

/// <summary>Where a request comes from, as far as it says.</summary>
internal static class RequestOrigin
{
    private const string Bearer = "Bearer ";

    /// <summary>
    /// Without keys the host answers this machine, and no page of another site that a browser on it has open: that would name another host, or another
    /// origin.
    /// </summary>
    /// <exception cref="ServeException">It does.</exception>
    public static void Check(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host))
        {
            throw new ServeException(421, "Without keys this host answers to localhost, 127.0.0.1 and [::1] only. Use one of them, or start it with --keys.");
        }

        string? origin = request.Headers.Origin;
        if (origin is not null && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Scheme == request.Scheme && from.Authority == request.Host.Value))
        {
            throw new ServeException(403, "This request comes from a page of another site. Without keys only the host's own page may ask.");
        }
    }

    /// <summary>The key that a request shows; empty for none.</summary>
    public static string KeyOf(HttpRequest request)
    {
        string? authorization = request.Headers.Authorization;
        if (authorization is not null)
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : "";
        }

        return request.Headers["X-API-Key"].ToString();
    }

    public static bool IsLoopback(string host) => host is "127.0.0.1"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out IPAddress? address) && IPAddress.IsLoopback(address));
}
