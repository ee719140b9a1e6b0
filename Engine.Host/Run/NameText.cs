namespace Engine.Host.Run;

/// <summary>Names from a file, made fit for a line of a terminal.</summary>
internal static class NameText
{
    /// <summary>The name in at most so many columns, nothing in it that would move the cursor.</summary>
    public static string Fit(string name, int maxLength)
    {
        ReadOnlySpan<char> shown = name.Length <= maxLength ? name : name.AsSpan(0, Math.Max(0, maxLength - 1));
        return string.Concat(Clean(shown), shown.Length < name.Length ? "…" : "");
    }

    private static string Clean(ReadOnlySpan<char> text)
        => string.Create(text.Length, text, static (chars, from) =>
        {
            for (int i = 0; i < chars.Length; i++)
            {
                chars[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '?' : from[i];
            }
        });
}
