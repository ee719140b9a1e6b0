using System.Runtime.InteropServices;

namespace Engine.Internal;

/// <summary>What a queue's ring is made of: 16 bytes. An event takes two for its header and as many as its payload needs.</summary>
[StructLayout(LayoutKind.Sequential, Size = EventRecord.UnitBytes)]
internal readonly struct EventUnit
{
    private readonly ulong _low;
    private readonly ulong _high;

    /// <summary>Of the first unit of a record: the length of its payload in the upper half, the id of its type in the lower.</summary>
    public ulong Low => _low;

    public EventUnit(ulong low)
    {
        _low = low;
        _high = 0;
    }
}
