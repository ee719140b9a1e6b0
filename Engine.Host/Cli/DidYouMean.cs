using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Host.Cli;

/// <summary>Finds the name that somebody probably meant.</summary>
internal static class DidYouMean
{
    /// <summary>Longer names are compared by their first characters only, so that a bad file costs no quadratic time.</summary>
    private const int MaxLength = 200;

    /// <summary>
    /// How many steps a search may take, a tenth of a second: a suggestion is a courtesy. Nobody reads a list so long or so
    /// uniform that this is not enough, and what would be found in its first part is found by chance.
    /// </summary>
    private const long MaxSteps = 20_000_000;

    /// <summary>
    /// The candidate with the smallest edit distance, if it differs in two characters or at most a third of them. Null also
    /// when the search would take too long.
    /// </summary>
    public static string? Find(string wrong, IEnumerable<string> candidates)
    {
        // Among the shortest names any two are alike.
        int best = 1 + (wrong.Length < 3 ? 0 : wrong.Length < 5 ? 1 : Math.Max(2, Math.Min(wrong.Length, MaxLength) / 3));
        string? found = null;
        long steps = MaxSteps;
        foreach (string candidate in candidates)
        {
            int distance = Distance(wrong, candidate, best, ref steps);
            if (steps < 0)
            {
                return null;
            }

            if (distance < best)
            {
                best = distance;
                found = candidate;
            }
        }

        return found;
    }

    /// <summary>" Did you mean "x"?", or nothing when nothing was found.</summary>
    public static string Sentence(string? found) => found is null ? "" : $" Did you mean {Quoted.Of(found)}?";

    /// <summary>The same about a path, which is cleaned but never shortened: it is there to be copied.</summary>
    public static string PathSentence(string? found) => found is null ? "" : $" Did you mean \"{DisplayText.Clean(found, int.MaxValue)}\"?";

    /// <summary>A file in the same directory whose name is close.</summary>
    public static string? FileBeside(string path)
    {
        string? directory = Path.GetDirectoryName(path);
        string inDirectory = string.IsNullOrEmpty(directory) ? "." : directory;
        if (!Directory.Exists(inDirectory))
        {
            return null;
        }

        try
        {
            string? found = Find(Path.GetFileName(path), Directory.EnumerateFiles(inDirectory).Take(10_000).Select(static file => Path.GetFileName(file)));
            return found is null || string.IsNullOrEmpty(directory) ? found : Path.Combine(directory, found);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The suggestion is a courtesy; the error itself is already on its way.
            return null;
        }
    }

    /// <summary>Levenshtein's distance, or <paramref name="limit"/> when it is at least that.</summary>
    private static int Distance(string left, string right, int limit, ref long steps)
    {
        steps--;
        ReadOnlySpan<char> a = left.AsSpan(0, Math.Min(left.Length, MaxLength)), b = right.AsSpan(0, Math.Min(right.Length, MaxLength));
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        Span<int> row = stackalloc int[MaxLength + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < a.Length; i++)
        {
            steps -= b.Length;
            int diagonal = row[0], smallest = row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(diagonal, row[j]) + 1);
                smallest = Math.Min(smallest, row[j + 1]);
            }

            if (smallest >= limit)
            {
                return limit;
            }
        }

        return row[b.Length];
    }
}
