using System.Collections;
using System.Text;

namespace Engine.Host.Files;

/// <summary>Names kept as the file's own bytes; a name becomes a string when it is asked for, since most are never shown.</summary>
internal sealed class Utf8Names : IReadOnlyList<string>
{
    private byte[] _text = new byte[256];
    private int[] _ends = new int[16];

    public int Count { get; private set; }

    public string this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} names.");
            }

            int start = index == 0 ? 0 : _ends[index - 1];
            return Encoding.UTF8.GetString(_text, start, _ends[index] - start);
        }
    }

    /// <summary>Adds a name; false when the names together are longer than an array.</summary>
    public bool TryAdd(ReadOnlySpan<byte> name)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        long end = (long)start + name.Length;
        if (end > Array.MaxLength)
        {
            return false;
        }

        if (end > _text.Length)
        {
            Array.Resize(ref _text, (int)Math.Min(Math.Max(end, 2L * _text.Length), Array.MaxLength));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, (int)Math.Min(2L * Count, Array.MaxLength));
        }

        name.CopyTo(_text.AsSpan(start));
        _ends[Count++] = (int)end;
        return true;
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
