namespace Engine.Internal;

/// <summary>What waits for the disk, in the order of positions. As long as the table of attempts and requests that it mirrors.</summary>
internal sealed class DiskWaits
{
    private DiskWait[] _waits = new DiskWait[64];
    private int _first;

    public int Count { get; private set; }

    public void Add(in DiskWait wait)
    {
        if (Count == _waits.Length)
        {
            var larger = new DiskWait[2 * _waits.Length];
            for (int index = 0; index < Count; index++)
            {
                larger[index] = _waits[(_first + index) & (_waits.Length - 1)];
            }

            _waits = larger;
            _first = 0;
        }

        _waits[(_first + Count++) & (_waits.Length - 1)] = wait;
    }

    /// <summary>Whether the first one waits for nothing behind a position.</summary>
    public bool IsDue(long durable) => Count > 0 && _waits[_first].Position <= durable;

    /// <summary>Takes the first one if it waits for nothing behind a position.</summary>
    public bool TryTake(long durable, out DiskWait wait)
    {
        ref DiskWait first = ref _waits[_first];
        if (Count == 0 || first.Position > durable)
        {
            wait = default;
            return false;
        }

        wait = first;
        first = default;
        _first = (_first + 1) & (_waits.Length - 1);
        Count--;
        return true;
    }
}
