namespace Engine.Internal;

/// <summary>Finds the step name that somebody probably meant, by the analyser's measure.</summary>
internal static class NameSuggestion
{
    /// <summary>Longer names are compared by their first characters only.</summary>
    private const int MaxLength = 64;

    /// <summary>The step with the smallest edit distance, if it differs in at most a third of its characters; null otherwise.</summary>
    public static string? Find(string wrong, IReadOnlyList<StepDraft> steps) => Find(wrong, steps.Select(static step => step.Name));

    /// <summary>The name with the smallest edit distance, if it differs in at most a third of its characters; null otherwise. O(names).</summary>
    public static string? Find(string wrong, IEnumerable<string> names)
    {
        int best = 1 + (wrong.Length < 3 ? 0 : wrong.Length < 5 ? 1 : Math.Max(2, Math.Min(wrong.Length, MaxLength) / 3));
        string? found = null;
        foreach (string name in names)
        {
            int distance = Distance(wrong, name, best);
            if (distance < best)
            {
                best = distance;
                found = name;
            }
        }

        return found;
    }

    /// <summary>Levenshtein's distance without regard to case, or <paramref name="limit"/> when it is at least that.</summary>
    private static int Distance(string left, string right, int limit)
    {
        int n = Math.Min(left.Length, MaxLength), m = Math.Min(right.Length, MaxLength);
        if (Math.Abs(n - m) >= limit)
        {
            return limit;
        }

        Span<int> row = stackalloc int[MaxLength + 1];
        for (int j = 0; j <= m; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < n; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < m; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(diagonal, row[j]) + 1);
            }
        }

        return Math.Min(limit, row[m]);
    }
}
