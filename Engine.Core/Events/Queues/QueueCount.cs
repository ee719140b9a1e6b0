using System.Runtime.InteropServices;

namespace Engine.Internal;

/// <summary>A number that one thread counts and any may read, on cache lines of its own: what lies beside it in memory is the producers'.</summary>
[StructLayout(LayoutKind.Explicit, Size = 3 * RingCursors.LineBytes)]
internal struct QueueCount
{
    [FieldOffset(RingCursors.LineBytes)]
    public long Value;
}
