namespace Engine.Internal;

/// <summary>How a shard comes to rest, and its end.</summary>
internal sealed partial class Shard
{
    private Action? _rested;
    private bool _isRestAsked;
    private bool _isRestTold;
    private bool _isSettling;

    /// <summary>Bodies that have been called and have not ended.</summary>
    public int BodyCount { get; set; }

    /// <summary>Whether no run is admitted any more.</summary>
    public bool IsDraining => Volatile.Read(ref _isRestAsked);

    /// <summary>Whether nothing new begins: what is on the disk goes on in the next process, and what is under way ends in this one.</summary>
    public bool IsResting => _isSettling || (IsKept && IsDraining);

    private bool IsAtRest => IsKept ? BodyCount == 0 && Volatile.Read(ref _returned) is null && _taken is null : RunCount == 0;

    private bool HasRestNews => IsDraining && !_isRestTold && (_isFailed || IsAtRest);

    /// <summary>
    /// Has runs admitted no more, and brings the shard to rest: with a journal when the bodies under way have ended, without one when all runs have.
    /// Any thread, once.
    /// </summary>
    /// <param name="rested">Called on the shard's thread; at once if the shard has failed.</param>
    public void AskToRest(Action rested)
    {
        _rested = rested;
        Volatile.Write(ref _isRestAsked, true);
        Wake?.Invoke();
    }

    /// <summary>A tick has thrown: a defect. Whoever waits is told, and nothing more starts. On the shard's thread.</summary>
    public void Abandon(Exception exception)
    {
        Volatile.Write(ref _abandonedFor, exception);
        Fail(exception);
    }

    /// <summary>
    /// The last act of a shard that nobody ticks any more, once its journal has written all: answers what has reached the disk, and refuses the rest
    /// and all that comes.
    /// </summary>
    public void Settle(Exception stopped)
    {
        _isSettling = true;
        if (Failure is null)
        {
            TakeDurable();
            Volatile.Write(ref _abandonedFor, stopped);
        }

        // Full fence: who adds a request after it sees the flag.
        Volatile.Write(ref _isClosed, true);
        Interlocked.MemoryBarrier();
        Fail(Failure!);
    }

    private void TellRest()
    {
        if (HasRestNews)
        {
            _isRestTold = true;
            _rested!();
        }
    }
}
