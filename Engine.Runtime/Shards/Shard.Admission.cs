using Engine.Runtime;

namespace Engine.Internal;

/// <summary>What a shard takes on.</summary>
internal sealed partial class Shard
{
    /// <summary>
    /// Why so many runs more are refused; null if they are not. Of the journal a quarter at most is for what runs need when they start: half as
    /// much again may lie in it before it is cleaned, cleaning writes it once more, and the rest is for what they record until they end
    /// (<see cref="OvergrownBy"/>).
    /// </summary>
    /// <param name="count">How many runs.</param>
    /// <param name="bytes">What their starts take in the journal, where that may be much.</param>
    public RequestRefusedException? RefusalOf(int count, long bytes = 0)
    {
        if (IsDraining)
        {
            return Refusals.Draining();
        }

        if (count > Options.MaxRuns - RunCount)
        {
            return Refusals.TooManyRuns(Number, RunCount, count, Options.MaxRuns);
        }

        return IsKept && (AllNeededBytes + bytes > Journal.MaxBytes / 4 || Journal.FreeBytes < Journal.MaxBytes / 4)
            ? Refusals.JournalFull(Number, AllNeededBytes, bytes, Journal.MaxBytes, _held.Count)
            : null;
    }

    /// <summary>Finds a run. Returns what to tell who asked if it is not there; null if it is.</summary>
    public Exception? TryFindRun(RunId id, out int slot)
    {
        if (TryFind(id, out slot))
        {
            return null;
        }

        return _held.TryGetValue(id.Value, out HeldRun? held) ? new RunHeldException(id, held.Reason) : Refusals.Unknown(id);
    }
}
