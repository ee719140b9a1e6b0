using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Those who want to know when a run changes. Costs a comparison per slab and tick where there are none.</summary>
internal sealed partial class Shard
{
    /// <summary>The most watches at a time: all are looked through when a slab was worked on.</summary>
    public const int MaxWatches = 1_024;

    private readonly Lock _watching = new();
    private volatile RunWatch[] _watches = [];

    /// <summary>Has an action called whenever something of a run may have changed, until the watch is disposed. Any thread.</summary>
    /// <exception cref="RequestRefusedException">There are too many.</exception>
    public RunWatch Watch(RunId id, Action changed)
    {
        var watch = new RunWatch(this, id, changed);
        lock (_watching)
        {
            _watches = _watches.Length < MaxWatches ? [.. _watches, watch] : throw Refusals.TooManyWatches(Number, MaxWatches);
        }

        return watch;
    }

    public void Remove(RunWatch watch)
    {
        lock (_watching)
        {
            _watches = Array.FindAll(_watches, other => other != watch);
        }
    }

    /// <summary>A run may have changed.</summary>
    public void TellWatches(int slot)
    {
        if (_watches.Length != 0)
        {
            TellWatchesOf(slot >> RunSlab.LaneBits);
        }
    }

    /// <summary>Runs of a slab may have changed.</summary>
    private void TellWatchesOf(int slabIndex)
    {
        foreach (RunWatch watch in _watches)
        {
            if (TryFind(watch.Id, out int slot) && slot >> RunSlab.LaneBits == slabIndex)
            {
                watch.Tell();
            }
        }
    }
}
