namespace Engine.Host.Cli;

/// <summary>Where a path really leads: absolute, every symbolic link on the way followed. What does not exist stays as it is written.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows; beyond, they go round in circles.</summary>
    private const int MaxLinks = 40;

    private static readonly StringComparison Comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        ? StringComparison.OrdinalIgnoreCase
        : StringComparison.Ordinal;

    /// <summary>Whether two paths lead to the same place. Hard links are two places: a file that is replaced leaves the other.</summary>
    public static bool AreSame(string left, string right)
        => left.Length != 0 && right.Length != 0 && string.Equals(Of(left), Of(right), Comparison);

    /// <summary>The path that opening <paramref name="path"/> ends at.</summary>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string root = Path.GetPathRoot(full)!;
        string real = root;
        var parts = new Stack<string>(full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (int links = 0; parts.TryPop(out string? part);)
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }

            string next = Path.Combine(real, part);
            string? target = part == "." || links == MaxLinks ? null : LinkTarget(next);
            if (target is null)
            {
                real = part == "." ? real : next;
                continue;
            }

            links++;
            if (Path.IsPathRooted(target))
            {
                (root, real) = (Path.GetPathRoot(target)!, Path.GetPathRoot(target)!);
                target = target[root.Length..];
            }

            foreach (string piece in target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                parts.Push(piece);
            }
        }

        return real;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What may not be looked at cannot be followed; opening it will say why.
            return null;
        }
    }
}
