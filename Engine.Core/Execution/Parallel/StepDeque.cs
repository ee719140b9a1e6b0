using System.Runtime.InteropServices;

namespace Engine.Internal;

/// <summary>
/// The ready steps of one worker, after Chase and Lev (2005) with the fences of Lê, Pop, Cohen and Nardelli (2013): its owner
/// pushes and pops at the bottom, anyone steals at the top. Bounded by the steps of the workflow, each of which is ready once.
/// </summary>
internal sealed class StepDeque
{
    public const int None = -1;

    private Ends _ends;
    private int[] _steps = [];

    /// <summary>How many steps there are, for a thread that is not the owner: a guess.</summary>
    public int Count => (int)(Volatile.Read(ref _ends.Bottom) - Volatile.Read(ref _ends.Top));

    /// <summary>Empties it and makes room for so many steps; nobody else may use it meanwhile.</summary>
    public void Reset(int stepCount)
    {
        _ends = default;
        if (_steps.Length < stepCount)
        {
            _steps = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)stepCount)];
        }
    }

    public void Push(int stepIndex)
    {
        long bottom = _ends.Bottom;
        Volatile.Write(ref _steps[bottom & (_steps.Length - 1)], stepIndex);

        // Release: whoever sees the new bottom sees the step.
        Volatile.Write(ref _ends.Bottom, bottom + 1);
    }

    public int Pop()
    {
        long bottom = _ends.Bottom - 1;

        // An old top is smaller than the true one: what looks empty is.
        if (bottom < Volatile.Read(ref _ends.Top))
        {
            return None;
        }

        Volatile.Write(ref _ends.Bottom, bottom);

        // Full: thieves must see the new bottom before this reads the top, or both could take the last step.
        Interlocked.MemoryBarrier();
        long top = Volatile.Read(ref _ends.Top);
        if (top < bottom)
        {
            return _steps[bottom & (_steps.Length - 1)];
        }

        int stepIndex = None;
        if (top == bottom)
        {
            stepIndex = _steps[bottom & (_steps.Length - 1)];
            if (Interlocked.CompareExchange(ref _ends.Top, top + 1, top) != top)
            {
                stepIndex = None;
            }
        }

        Volatile.Write(ref _ends.Bottom, bottom + 1);
        return stepIndex;
    }

    /// <summary>Takes the step that has waited longest. <see cref="None"/>: there is none, or another thread was quicker.</summary>
    public int Steal()
    {
        long top = Volatile.Read(ref _ends.Top);

        // Full: the top before the bottom, in every thread's eyes.
        Interlocked.MemoryBarrier();
        if (top >= Volatile.Read(ref _ends.Bottom))
        {
            return None;
        }

        // Before the exchange: afterwards the owner may use the place again. A value of a later turn fails with the exchange.
        int stepIndex = Volatile.Read(ref _steps[top & (_steps.Length - 1)]);
        return Interlocked.CompareExchange(ref _ends.Top, top + 1, top) == top ? stepIndex : None;
    }

    /// <summary>Each end on a line of its own, and a line before and behind: thieves must not slow the owner down.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * 128)]
    private struct Ends
    {
        [FieldOffset(128)]
        public long Top;

        [FieldOffset(256)]
        public long Bottom;
    }
}
