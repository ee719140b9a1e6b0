namespace Engine.Generators.Planning;

/// <summary>FNV-1a over UTF-16 code units; lengths go in first, so that no two lists of texts look alike.</summary>
internal sealed class TextHash
{
    public ulong Value { get; private set; } = 14695981039346656037;

    public void Add(params string[] texts)
    {
        Mix((uint)texts.Length);
        foreach (string text in texts)
        {
            Mix((uint)text.Length);
            foreach (char unit in text)
            {
                Mix(unit);
            }
        }
    }

    private void Mix(uint value)
    {
        for (int shift = 0; shift < 32; shift += 8)
        {
            Value = unchecked((Value ^ (byte)(value >> shift)) * 1099511628211);
        }
    }
}
