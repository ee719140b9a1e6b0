using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// Recognises events that come twice by key and sequence, in bounded memory and exactly within a stated window: of each key the last
/// <see cref="WindowLength"/> sequence numbers up to the highest that came, and of keys at least the last <see cref="MaxKeys"/>.
/// </summary>
/// <remarks>
/// <para>
/// A sequence below a key's window is <see cref="EventArrival.Late"/>: whether it came before is not known. A key is forgotten when its last event
/// lies at least <see cref="MaxKeys"/> other keys back; its next event is then the first of a new window. <see cref="ForgottenKeys"/> tells whether
/// that happens.
/// </para>
/// <para>
/// Keys stand in two tables. One fills; when it is full the other, whose keys have not come meanwhile, is emptied and takes its place.
/// A key that comes again moves to the filling table. Observing is O(1), and O(gap) where a key skips numbers, up to the window; no
/// allocation. One owner at a time.
/// </para>
/// </remarks>
public sealed class SequenceWindows : IEventHistory
{
    /// <summary>The longest window.</summary>
    public const int MaxWindowLength = 1 << 16;

    /// <summary>How many keys can be remembered.</summary>
    public const int MaxKeyLimit = 1 << 26;

    /// <summary>Windows times keys; rounded up and doubled it is 4 GiB of memory.</summary>
    private const long MaxBits = 1L << 32;

    private readonly ulong[] _moving;
    private WindowTable _filling;
    private WindowTable _aging;
    private int _moved;

    /// <summary>Windows of no key.</summary>
    /// <param name="windowLength">How many sequence numbers of a key are remembered, 64 to 65,536, rounded up to a power of two.</param>
    /// <param name="maxKeys">How many keys are remembered at least; memory is for twice as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of its limits.</exception>
    public SequenceWindows(int windowLength = 64, int maxKeys = 1 << 16)
    {
        if (windowLength is < 64 or > MaxWindowLength)
        {
            ThrowQueue.BadWindow(windowLength, 64, MaxWindowLength);
        }

        if (maxKeys is < 1 or > MaxKeyLimit)
        {
            ThrowQueue.BadMaxKeys(maxKeys, MaxKeyLimit);
        }

        if ((long)maxKeys * windowLength > MaxBits)
        {
            ThrowQueue.BadWindows(windowLength, maxKeys, MaxBits);
        }

        WindowLength = (int)BitOperations.RoundUpToPowerOf2((uint)windowLength);
        MaxKeys = maxKeys;
        _filling = new WindowTable(maxKeys, WindowLength);
        _aging = new WindowTable(maxKeys, WindowLength);
        _moving = new ulong[WindowLength / 64];
    }

    /// <summary>How many sequence numbers of a key are remembered.</summary>
    public int WindowLength { get; }

    /// <summary>How many keys are remembered at least.</summary>
    public int MaxKeys { get; }

    /// <summary>How many keys are remembered now.</summary>
    public int Keys => _filling.Count + _aging.Count - _moved;

    /// <summary>How many keys have been forgotten.</summary>
    public long ForgottenKeys { get; private set; }

    /// <inheritdoc/>
    public EventArrival Observe(long key, long sequence)
    {
        int entry = _filling.Find(key);
        return entry >= 0 ? _filling.Observe(entry, sequence) : ObserveElsewhere(key, sequence);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // once a key and table
    private EventArrival ObserveElsewhere(long key, long sequence)
    {
        int old = _aging.Find(key);
        long highest = old >= 0 ? _aging.Take(old, _moving) : 0;
        if (_filling.Count == MaxKeys)
        {
            // The key at hand is out of it: what is left has not come since the other table was empty.
            ForgottenKeys += _aging.Count - _moved - (old >= 0 ? 1 : 0);
            _aging.Clear();
            (_filling, _aging) = (_aging, _filling);
            _moved = 0;
        }
        else if (old >= 0)
        {
            _moved++;
        }

        if (old < 0)
        {
            _filling.Add(key, sequence);
            return EventArrival.New;
        }

        return _filling.Observe(_filling.Add(key, highest, _moving), sequence);
    }
}
