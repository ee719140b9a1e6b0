using System.Runtime.InteropServices;

namespace Engine.Internal;

/// <summary>
/// The cursors of a ring, the producers' and the consumer's each alone on two cache lines (processors fetch neighbours in pairs): a
/// side that works on its own cursor never takes the other's line away.
/// <code>
/// 0         128                    256                    384       512
/// | nobody  | Tail, KnownHead      | Head, KnownEnd       | nobody  |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 4 * LineBytes)]
internal struct RingCursors
{
    /// <summary>What is kept apart.</summary>
    public const int LineBytes = 128;

    /// <summary>Producers': the position behind the last one that was given out; its top bit says that no more are.</summary>
    [FieldOffset(LineBytes)]
    public long Tail;

    /// <summary>Producers': a position that the consumer has reached; it may be further by now.</summary>
    [FieldOffset(LineBytes + 8)]
    public long KnownHead;

    /// <summary>The consumer's: the first position that it has not given back.</summary>
    [FieldOffset(2 * LineBytes)]
    public long Head;

    /// <summary>The consumer's: the position behind the last that it has seen published.</summary>
    [FieldOffset((2 * LineBytes) + 8)]
    public long KnownEnd;
}
