using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Engine.Internal;

/// <summary>
/// Work that its owner shares with helpers of the <see cref="Crew"/>. A job object is used for one job after the other: the
/// generation in its gate says which one an invitation is for, so that a helper that comes late leaves without touching the next.
/// <para>Life: Open, any number of invitations while the owner works, Close, which waits for those who have entered.</para>
/// </summary>
internal abstract class CrewJob
{
    /// <summary>The answer to a helper that may not enter.</summary>
    public const int NoWorker = 0;

    /// <summary>How long an owner polls before it sleeps: a sleep and its end take as long.</summary>
    private protected const int SpinsBeforeSleep = 400;

    // The gate: generation (47 bits) | closed (1) | invited (8) | entered (8). One word, so that each change is one exchange.
    private const long One = 1, OneInvited = 1L << 8, IsClosed = 1L << 16, OneGeneration = 1L << 17;
    private const long ByteMask = 0xFF;

    private readonly object _bell = new();
    private long _gate = IsClosed;
    private ulong _freeWorkers;
    private int _maxHelpers;
    private bool _ownerSleeps;
    private Exception? _helperFailure;

    /// <summary>The owner's context, which helpers work under.</summary>
    public ExecutionContext Context { get; private set; } = DefaultContext.Value;

    /// <summary>Whether a helper would find something to do. Read without order; of a job in another generation it means nothing.</summary>
    public abstract bool HasWork { get; }

    /// <summary>How many helpers are inside.</summary>
    private protected int Entered => (int)(Volatile.Read(ref _gate) & ByteMask);

    /// <summary>
    /// Does a share of the job until nothing is left to take. Worker 0 is the owner; a helper's number is its own while it is
    /// inside and below the number of threads of <see cref="Open"/>.
    /// </summary>
    protected abstract void Work(int worker);

    /// <summary>Runs the job on up to so many threads, the caller included: invites all helpers at once, works, and closes.</summary>
    /// <param name="threads">1 to <see cref="Crew.MaxWorkers"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public void RunOn(int threads)
    {
        Open(threads);
        try
        {
            for (int helper = 1; helper < threads && Invite(); helper++)
            {
            }

            Work(0);
        }
        finally
        {
            Close();
        }

        if (_helperFailure is { } failure)
        {
            _helperFailure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Lets helpers in from now on. The calling thread is the owner.</summary>
    internal void Open(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, Crew.MaxWorkers);
        _maxHelpers = threads - 1;
        _freeWorkers = (ulong.MaxValue >> (Crew.MaxWorkers - threads)) & ~1UL;
        _helperFailure = null;
        Context = ExecutionContext.Capture() ?? DefaultContext.Value;
        Volatile.Write(ref _gate, (_gate & ~(OneGeneration - 1)) + OneGeneration);
    }

    /// <summary>Lets nobody in any more and waits until all who have entered have left.</summary>
    internal void Close()
    {
        Interlocked.Or(ref _gate, IsClosed);
        for (int spin = 0; Entered > 0; spin++)
        {
            if (spin < SpinsBeforeSleep)
            {
                Thread.SpinWait(1);
            }
            else
            {
                SleepWhile(static job => job.Entered > 0);
            }
        }

        Context = DefaultContext.Value;
    }

    /// <summary>Asks one more helper in, from the owner or a helper that is inside. False: the job is full, or no helper is free.</summary>
    private protected bool Invite()
    {
        long gate = Volatile.Read(ref _gate);
        while (true)
        {
            if ((gate & IsClosed) != 0 || !HasRoom(gate))
            {
                return false;
            }

            long seen = Interlocked.CompareExchange(ref _gate, gate + OneInvited, gate);
            if (seen == gate)
            {
                break;
            }

            gate = seen;
        }

        if (Crew.Offer(this, gate / OneGeneration))
        {
            return true;
        }

        // Whoever invites is inside, so this is still the same generation.
        Interlocked.Add(ref _gate, -OneInvited);
        return false;
    }

    /// <summary>Whether another helper may be invited: the quick question before <see cref="Invite"/>.</summary>
    private protected bool HasRoom() => HasRoom(Volatile.Read(ref _gate));

    /// <summary>Whether the job that an invitation is for goes on.</summary>
    internal bool IsOpen(long generation)
    {
        long gate = Volatile.Read(ref _gate);
        return gate / OneGeneration == generation && (gate & IsClosed) == 0;
    }

    /// <summary>A worker's number for a helper, <see cref="NoWorker"/> if it comes too late or there are enough.</summary>
    internal int Enter(long generation, bool isInvited)
    {
        long gate = Volatile.Read(ref _gate);
        while (true)
        {
            if (gate / OneGeneration != generation || (gate & IsClosed) != 0 || (!isInvited && !HasRoom(gate)))
            {
                return NoWorker;
            }

            long seen = Interlocked.CompareExchange(ref _gate, gate + One - (isInvited ? OneInvited : 0), gate);
            if (seen == gate)
            {
                break;
            }

            gate = seen;
        }

        ulong free = Volatile.Read(ref _freeWorkers);
        while (true)
        {
            // There is one: no more are inside than numbers were given out.
            ulong seen = Interlocked.CompareExchange(ref _freeWorkers, free & (free - 1), free);
            if (seen == free)
            {
                return BitOperations.TrailingZeroCount(free);
            }

            free = seen;
        }
    }

    /// <summary>A helper's last act in a job: it may be used again before this returns.</summary>
    internal void Leave(int worker)
    {
        Interlocked.Or(ref _freeWorkers, 1UL << worker);
        Interlocked.Decrement(ref _gate);
        WakeOwner();
    }

    /// <summary>What <see cref="Work"/> throws on a helper's thread would end the process: the owner throws it instead.</summary>
    internal void WorkGuarded(int worker)
    {
        try
        {
            Work(worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _helperFailure, exception, null);
        }
    }

    /// <summary>What the first helper threw whose work failed, for owners that do not use <see cref="RunOn"/>; taken once.</summary>
    private protected Exception? TakeHelperFailure() => Interlocked.Exchange(ref _helperFailure, null);

    /// <summary>Wakes the owner if it sleeps. What it waits for must have been written with a full fence before.</summary>
    private protected void WakeOwner()
    {
        if (Volatile.Read(ref _ownerSleeps))
        {
            lock (_bell)
            {
                Monitor.PulseAll(_bell);
            }
        }
    }

    /// <summary>The owner sleeps as long as the condition holds; whoever makes it false calls <see cref="WakeOwner"/>.</summary>
    private protected void SleepWhile(Func<CrewJob, bool> condition)
    {
        lock (_bell)
        {
            // The flag before the question, and a fence between: either the owner sees the change or the other sees the flag.
            Volatile.Write(ref _ownerSleeps, true);
            Interlocked.MemoryBarrier();
            while (condition(this))
            {
                Monitor.Wait(_bell);
            }

            Volatile.Write(ref _ownerSleeps, false);
        }
    }

    private bool HasRoom(long gate) => (gate & ByteMask) + ((gate / OneInvited) & ByteMask) < _maxHelpers;
}
