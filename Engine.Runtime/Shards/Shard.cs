using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// The single-threaded owner of runs. <see cref="Tick"/> does all its work: takes what came from outside, starts what is ready, appends what
/// happened to the journal, answers what has reached the disk. Who calls it, a thread or a test, decides when, and nothing else.
/// </summary>
/// <remarks>
/// Only <see cref="TryPost"/>, <see cref="PostReturned"/> and <see cref="AskToRest"/> may be called from other threads. What has effects outside
/// waits for the disk: an attempt of an asynchronous step until all that its run has recorded is there, an answer until what it tells of is there.
/// </remarks>
internal sealed partial class Shard
{
    private const int NoSlot = -1;
    private const int RequestsPerTick = 1024;

    private readonly Queue<RunSlab> _dirty = new();
    private readonly Stack<int> _freeSlabs = new();
    private readonly Dictionary<ulong, int> _slots = [];
    private readonly RequestRing _requests;
    private readonly DiskWaits _waits = new();
    private readonly Lock _closing = new();
    private ShardAttempt? _returned;
    private ShardAttempt? _taken;
    private ShardAttempt? _freeAttempts;
    private ShardRequest? _unfinished;
    private Exception? _abandonedFor;
    private ulong _nextSequence = 1;

    /// <summary>The journal is to be written up to here, and has been handed over up to there.</summary>
    private long _wanted;
    private long _flushed;
    private int _oldestSlot = NoSlot;
    private int _newestSlot = NoSlot;
    private bool _isFailed;
    private bool _isClosed;

    public Shard(int number, IJournal journal, bool isKept, TimeProvider clock, ShardOptions options, Action? wake = null)
    {
        options.Check();
        Number = number;
        Journal = journal;
        IsKept = isKept;
        Clock = clock;
        Options = options;
        Wake = wake;
        Tables = new RunTables(this);
        _requests = new RequestRing(options.MaxRequests);
        NowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Timers = new TimerWheel(NowMs);
    }

    public int Number { get; }

    public IJournal Journal { get; private set; }

    /// <summary>Whether records are written at all.</summary>
    public bool IsKept { get; }

    public TimeProvider Clock { get; }

    public ShardOptions Options { get; }

    /// <summary>The time of this tick, in milliseconds since 1970 (UTC).</summary>
    public long NowMs { get; private set; }

    public TimerWheel Timers { get; }

    public RecordBuffer Buffer { get; } = new();

    public RunTables Tables { get; }

    /// <summary>By their numbers; null where one was given back and its number is free.</summary>
    public List<RunSlab?> Slabs { get; } = [];

    /// <summary>Runs that have not ended.</summary>
    public int RunCount { get; set; }

    /// <summary>Steps that have ended since the shard was made, and attempts of them.</summary>
    public long StepCount { get; set; }

    /// <summary>Why nothing goes on any more; null as long as all is well. It stays. Any thread.</summary>
    public Exception? Failure => Volatile.Read(ref _abandonedFor) ?? Journal.Failure;

    /// <summary>Whether a tick would find something to do. Without room in the journal it would not: it comes with what the disk makes durable.</summary>
    public bool HasWork => Journal.HasRoom
        && (_goesOnAt != NoSlot || _room == JournalRoom.Cleaning || (MayWork
            && (Volatile.Read(ref _returned) is not null || _taken is not null || _unfinished is not null || !_requests.IsEmpty || (_dirty.Count > 0 && !IsResting))));

    /// <summary>Whether something has come since the last tick, from other threads or from the disk. The owner asks before it sleeps.</summary>
    public bool HasNews => HasRestNews
        || (_isFailed ? !_requests.IsEmpty : HasWork || Failure is not null || (MayWork && _waits.IsDue(DurablePosition)) || HasReleaseNews);

    private Action? Wake { get; }

    private long DurablePosition => IsKept ? Journal.Durable : long.MaxValue;

    /// <summary>Takes the journal whose records have been folded in, before the first tick.</summary>
    public void Attach(IJournal journal) => Journal = journal;

    /// <summary>Asks for something. Any thread. False: too much waits already.</summary>
    public bool TryPost(ShardRequest request)
    {
        if (!_requests.TryAdd(request))
        {
            return false;
        }

        // A full fence lies in it: either this thread sees that the shard is closed, or who closed it sees the request.
        Wake?.Invoke();
        if (Volatile.Read(ref _isClosed))
        {
            RefuseRequests(Failure!);
        }

        return true;
    }

    /// <summary>A body has ended. Any thread.</summary>
    public void PostReturned(ShardAttempt attempt)
    {
        ShardAttempt? head;
        do
        {
            head = Volatile.Read(ref _returned);
            attempt.Next = head;
        }
        while (Interlocked.CompareExchange(ref _returned, attempt, head) != head);
        Wake?.Invoke();
    }

    /// <summary>Does what there is to do, once around. True: there is more at once. False: until something comes, or <see cref="NextMs"/>.</summary>
    public bool Tick()
    {
        ReadClock();
        if (Failure is { } failure)
        {
            Fail(failure);
            return false;
        }

        if (_goesOnAt != NoSlot)
        {
            GoOn();
            Flush();
            return HasWork;
        }

        if (!Weigh())
        {
            return false;
        }

        // First what makes room: work could take all that there is for a tick.
        Forget();
        TakeDurable();
        TakeReturned();
        TakeRequests();
        FireTimers();
        PassDirty();
        Clean();
        Flush();

        // Bodies have taken their time since, and what follows on them begins now.
        ReadClock();
        TakeDurable();

        // What was on the disk may have led to more: nobody ticks until that is there too.
        Flush();
        TellRest();
        return HasWork;
    }

    private void ReadClock() => NowMs = Math.Max(NowMs, Clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>When a tick will have something to do if nothing comes before: a time in milliseconds since 1970, or <see cref="long.MaxValue"/>.</summary>
    public long NextMs() => Math.Min(Timers.NextMs(), NextForgetMs());

    public RunSlab SlabOf(int slot) => Slabs[slot >> RunSlab.LaneBits]!;

    public ref RunInfo InfoOf(int slot) => ref Slabs[slot >> RunSlab.LaneBits]!.Infos[RunSlab.LaneOf(slot)];

    public bool TryFind(RunId id, out int slot) => _slots.TryGetValue(id.Value, out slot);

    public ulong NextId() => RunId.Of(Number, _nextSequence++).Value;

    /// <summary>Makes a run known by its number and key.</summary>
    public void Enter(int slot)
    {
        ref RunInfo info = ref InfoOf(slot);
        _slots.Add(info.Id, slot);
        if (info.Key is not null)
        {
            SlabOf(slot).Table.SetKey(info.Key, info.Id);
        }

        RunCount++;
        LinkNewest(slot);
    }

    /// <summary>The number that the next slab gets.</summary>
    public int NextSlabIndex() => _freeSlabs.TryPeek(out int index) ? index : Slabs.Count;

    /// <summary>Takes a slab with the number that it was given.</summary>
    public void AddSlab(RunSlab slab)
    {
        slab.Table.Link(slab);
        if (_freeSlabs.TryPop(out int index))
        {
            Slabs[index] = slab;
        }
        else
        {
            Slabs.Add(slab);
        }
    }

    /// <summary>Lets a slab go that has no runs. It may still be in the list of dirty ones, and does nothing there.</summary>
    public void RemoveSlab(RunSlab slab)
    {
        slab.Table.Unlink(slab);
        Slabs[slab.Index] = null;
        _freeSlabs.Push(slab.Index);
    }

    /// <summary>A slab may have something to start.</summary>
    public void MarkDirty(RunSlab slab)
    {
        if (!slab.IsDirty)
        {
            slab.IsDirty = true;
            _dirty.Enqueue(slab);
        }
    }

    /// <summary>Has something done when a position is on the disk.</summary>
    public void AfterDisk(long position, DiskWaitKind kind, int slot, int index = 0, object? subject = null)
    {
        _waits.Add(new DiskWait(position, kind, slot, index, subject));
        _wanted = Math.Max(_wanted, position);
    }

    /// <summary>Appends what is in the buffer. Ask <see cref="HasRoom"/> before.</summary>
    public long Append()
    {
        AppendIdly();
        return _wanted = Journal.Appended;
    }

    /// <summary>
    /// Appends what is in the buffer for the next write that is made for another's sake: nothing is lost if it never reaches the disk. A write of its own
    /// would keep waiting what comes while it runs.
    /// </summary>
    public void AppendIdly()
    {
        ReadOnlySpan<byte> record = Buffer.Written;
        record.CopyTo(Journal.Reserve(record.Length));
        Journal.Append(record.Length);
    }

    public ShardAttempt RentAttempt()
    {
        ShardAttempt? attempt = _freeAttempts;
        if (attempt is null)
        {
            return new ShardAttempt();
        }

        _freeAttempts = attempt.Next;
        attempt.Next = null;
        return attempt;
    }

    public void ReturnAttempt(ShardAttempt attempt)
    {
        attempt.DropToken();
        attempt.Phase = AttemptPhase.Abandoned;
        attempt.NextOfRun = null;
        attempt.BeforeOfRun = null;
        if (attempt.IsReusable)
        {
            attempt.Next = _freeAttempts;
            _freeAttempts = attempt;
        }
    }

    public void StartTimer(ShardAttempt attempt, long dueMs)
    {
        attempt.DueMs = dueMs;
        attempt.Timer = Timers.Add(dueMs, attempt);
    }

    public void StopTimer(ShardAttempt attempt)
    {
        if (attempt.Timer >= 0)
        {
            Timers.Remove(attempt.Timer);
            attempt.Timer = -1;
        }
    }

    private void Flush()
    {
        // Without room everything has to be written, or there never is some.
        if (_wanted > _flushed || !Journal.HasRoom)
        {
            Journal.Flush();
            _flushed = Journal.Appended;
        }
    }

    private void TakeDurable()
    {
        long durable = DurablePosition;
        while (HasRoom && _waits.TryTake(durable, out DiskWait wait))
        {
            switch (wait.Kind)
            {
                case DiskWaitKind.Attempt or DiskWaitKind.Undo when IsResting:
                    // The next process begins with it.
                    break;
                case DiskWaitKind.Attempt:
                    var attempt = (ShardAttempt)wait.Subject!;
                    attempt.Table.DiskReached(attempt);
                    TellWatches(wait.Slot);
                    break;
                case DiskWaitKind.Successors:
                    SlabOf(wait.Slot).Table.ReleaseSuccessors(wait.Slot, wait.Index);
                    break;
                case DiskWaitKind.Undo:
                    SlabOf(wait.Slot).Table.UndoNext(wait.Slot);
                    TellWatches(wait.Slot);
                    break;
                case DiskWaitKind.End:
                    SlabOf(wait.Slot).Table.Acknowledge(wait.Slot);
                    TellWatches(wait.Slot);
                    break;
                default:
                    ((ShardRequest)wait.Subject!).Answer();
                    break;
            }
        }
    }

    /// <summary>In the order in which the bodies ended.</summary>
    private void TakeReturned()
    {
        ShardAttempt? newest = Interlocked.Exchange(ref _returned, null);
        ShardAttempt? oldest = null;
        while (newest is not null)
        {
            ShardAttempt? before = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = before;
        }

        if (_taken is null)
        {
            _taken = oldest;
        }
        else if (oldest is not null)
        {
            ShardAttempt last = _taken;
            while (last.Next is not null)
            {
                last = last.Next;
            }

            last.Next = oldest;
        }

        while (_taken is { } attempt && HasRoom)
        {
            _taken = attempt.Next;
            attempt.Next = null;
            int slot = attempt.Slot;
            attempt.Table.Returned(attempt);
            TellWatches(slot);
        }
    }

    private void TakeRequests()
    {
        for (int count = 0; count < RequestsPerTick && HasRoom && (_unfinished ?? _requests.TryTake()) is { } request; count++)
        {
            _unfinished = null;
            long position;
            try
            {
                position = request.Execute(this);
            }
            catch (Exception exception)
            {
                request.Refuse(exception);
                continue;
            }

            if (position == ShardRequest.Unfinished)
            {
                _unfinished = request;
                return;
            }

            if (position != ShardRequest.AnswersItself)
            {
                AfterDisk(position, DiskWaitKind.Request, 0, 0, request);
            }
        }
    }

    private void FireTimers()
    {
        while (HasRoom && Timers.TryTakeDue(NowMs, out ShardAttempt? attempt))
        {
            attempt!.Timer = -1;
            int slot = attempt.Slot;
            attempt.Table.Due(attempt);
            TellWatches(slot);
        }
    }

    private void PassDirty()
    {
        // What becomes dirty in this round is for the next one.
        for (int count = IsResting ? 0 : _dirty.Count; count > 0 && HasRoom; count--)
        {
            RunSlab slab = _dirty.Dequeue();
            slab.IsDirty = false;
            if (!slab.Table.Pass(slab))
            {
                MarkDirty(slab);
            }

            if (_watches.Length != 0)
            {
                TellWatchesOf(slab.Index);
            }
        }
    }

    /// <summary>Nothing more will reach the disk: whoever waits is told, and nothing more starts.</summary>
    private void Fail(Exception failure)
    {
        if (!_isFailed)
        {
            _isFailed = true;
            foreach (RunSlab? slab in Slabs)
            {
                if (slab is null)
                {
                    continue;
                }

                slab.Active = 0;
                foreach (ref RunInfo info in slab.Infos.AsSpan())
                {
                    info.Waiters.RefuseAll(failure);
                }
            }

            while (_waits.TryTake(long.MaxValue, out DiskWait wait))
            {
                (wait.Subject as ShardRequest)?.Refuse(failure);
            }

            _unfinished?.Refuse(failure);
            _unfinished = null;
        }

        RefuseRequests(failure);
        TellRest();
    }

    /// <summary>The ring has one reader: its owner, and after the end whoever has the lock.</summary>
    private void RefuseRequests(Exception failure)
    {
        lock (_closing)
        {
            while (_requests.TryTake() is { } request)
            {
                request.Refuse(failure);
            }
        }
    }
}
