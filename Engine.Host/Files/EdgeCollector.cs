namespace Engine.Host.Files;

/// <summary>Collects edges as a file gives them, in memory that its content accounts for, not its header.</summary>
internal sealed class EdgeCollector
{
    private int[] _from;
    private int[] _to;
    private int _count;

    /// <param name="expected">How many edges will come, as far as that is believed.</param>
    public EdgeCollector(long expected = 0)
    {
        int capacity = (int)Math.Clamp(expected, 16, FileLimits.MaxEdges);
        _from = GC.AllocateUninitializedArray<int>(capacity);
        _to = GC.AllocateUninitializedArray<int>(capacity);
    }

    /// <summary>How many edges there are so far.</summary>
    public int Count => _count;

    /// <summary>The prerequisites so far.</summary>
    public Span<int> From => _from.AsSpan(0, _count);

    /// <summary>The dependents so far.</summary>
    public Span<int> To => _to.AsSpan(0, _count);

    /// <summary>Adds an edge; false when there are too many.</summary>
    public bool TryAdd(int from, int to)
    {
        if (_count == _from.Length)
        {
            if (_count == FileLimits.MaxEdges)
            {
                return false;
            }

            int capacity = (int)Math.Min(2L * _count, FileLimits.MaxEdges);
            Array.Resize(ref _from, capacity);
            Array.Resize(ref _to, capacity);
        }

        _from[_count] = from;
        _to[_count++] = to;
        return true;
    }

    /// <summary>The prerequisites in an array of just the right length.</summary>
    public int[] TakeFrom() => Take(ref _from, _count);

    /// <summary>The dependents in an array of just the right length.</summary>
    public int[] TakeTo() => Take(ref _to, _count);

    private static int[] Take(ref int[] array, int count)
    {
        int[] taken = array;
        if (taken.Length != count)
        {
            Array.Resize(ref taken, count);
        }

        array = [];
        return taken;
    }
}
