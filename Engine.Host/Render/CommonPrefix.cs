namespace Engine.Host.Render;

/// <summary>What all names of a graph begin with, such as "NFCORE_RNASEQ.RNASEQ.": said once, it leaves room for where they differ.</summary>
internal static class CommonPrefix
{
    /// <summary>The prefix up to its last separator; empty for fewer than two names or where it would save next to nothing. O(length of the names).</summary>
    public static string Of(IReadOnlyList<string> names)
    {
        if (names.Count < 2)
        {
            return "";
        }

        string first = names[0];
        int length = EndOfParts(first, first.Length - 1);
        for (int i = 1; i < names.Count && length > 0; i++)
        {
            string name = names[i];
            int common = Math.Min(first.AsSpan(0, length).CommonPrefixLength(name), name.Length - 1);
            if (common < length)
            {
                length = EndOfParts(first, common);
            }
        }

        return length < MinLength ? "" : first[..length];
    }

    private const int MinLength = 4;

    /// <summary>Behind the last separator of the first <paramref name="length"/> characters; 0 without one.</summary>
    private static int EndOfParts(string name, int length) => name.AsSpan(0, Math.Max(0, length)).LastIndexOfAny('.', '/', ':') + 1;
}
