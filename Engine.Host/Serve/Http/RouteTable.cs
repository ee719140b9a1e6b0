namespace Engine.Host.Serve.Http;

/// <summary>Finds the route of a request: few share method and number of parts.</summary>
internal sealed class RouteTable
{
    private const int MaxParts = 8;

    private readonly Route[] _routes;
    private readonly Route[][] _byParts;

    public RouteTable(IEnumerable<Route> routes)
    {
        _routes = [.. routes];
        _byParts = [.. Enumerable.Range(0, MaxParts).Select(count => _routes.Where(route => route.PartCount == count).ToArray())];
    }

    public IReadOnlyList<Route> Routes => _routes;

    /// <summary>The route; null where there is none. <paramref name="allowed"/>: methods that the path would take.</summary>
    public Route? Find(string method, ReadOnlySpan<char> path, out string id, out string? allowed)
    {
        allowed = null;
        id = "";
        if (path.IsEmpty || path[0] != '/')
        {
            return null;
        }

        int parts = path.TrimEnd('/').Count('/');
        if (parts >= MaxParts)
        {
            return null;
        }

        // HEAD is GET without a body, which the server leaves out.
        string wanted = method == "HEAD" ? "GET" : method;
        foreach (Route route in _byParts[parts])
        {
            if (route.TryMatch(path, out string found))
            {
                if (route.Method == wanted)
                {
                    id = found;
                    return route;
                }

                allowed = allowed is null ? route.Method : $"{allowed}, {route.Method}";
            }
        }

        return null;
    }
}
