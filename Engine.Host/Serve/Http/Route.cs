using Engine.Host.Serve.Access;

namespace Engine.Host.Serve.Http;

/// <summary>An address that the host answers.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Template">The path, with at most one part in braces: `/api/v1/workflows/{id}`.</param>
/// <param name="Role">What a client must be allowed; none for whoever asks.</param>
/// <param name="Handler">Answers.</param>
/// <param name="IsAudited">Whether it stands in the audit log: it changes something for good.</param>
internal sealed record Route(string Method, string Template, Role Role, Func<ServeCall, Task> Handler, bool IsAudited = false)
{
    private readonly string[] _parts = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public RouteMetrics Metrics { get; } = new();

    public int PartCount => _parts.Length;

    /// <summary>Whether a path fits, and what stands in the place of the braces.</summary>
    public bool TryMatch(ReadOnlySpan<char> path, out string id)
    {
        id = "";
        foreach (string part in _parts)
        {
            // A path begins with a slash, and so does what is left of it.
            path = path[1..];
            int end = path.IndexOf('/');
            ReadOnlySpan<char> given = end < 0 ? path : path[..end];
            if (part[0] == '{')
            {
                if (given.IsEmpty)
                {
                    return false;
                }

                id = given.ToString();
            }
            else if (!given.SequenceEqual(part))
            {
                return false;
            }

            path = end < 0 ? default : path[end..];
        }

        return path.IsEmpty || path is "/";
    }
}
