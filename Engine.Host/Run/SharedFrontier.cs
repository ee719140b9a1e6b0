namespace Engine.Host.Run;

/// <summary>
/// The tasks that are ready and the workers that wait for one, behind one lock. A worker comes once per task: it hands in
/// what its task released and takes the most urgent task, or parks until there is one.
/// </summary>
/// <remarks>
/// Whoever takes a task and leaves others behind wakes <see cref="WakesPerTake"/> parked workers, each of which does the
/// same: many workers start in logarithmic time, and as long as tasks wait while workers are parked, one of these is on its
/// way. The system calls are made outside of the lock. Nothing is allocated after construction.
/// </remarks>
internal sealed class SharedFrontier : IDisposable
{
    /// <summary>What <see cref="Take"/> answers at the end of the run.</summary>
    public const int NoTask = -1;

    private const int WakesPerTake = 2;
    private const int Park = -2;

    private readonly TaskRanks _ranks;
    private readonly AutoResetEvent[] _wake;
    private readonly Lock _lock = new();

    // Guarded by the lock.
    private readonly ReadyQueue _ready;
    private readonly int[] _idleWorkers;
    private int _idleCount;
    private int _remaining;
    private bool _isClosed;

    /// <summary>A frontier without ready tasks.</summary>
    /// <param name="ranks">Which ready task goes first.</param>
    /// <param name="taskCount">So many tasks must end before the run does.</param>
    /// <param name="workerCount">So many workers come for tasks.</param>
    public SharedFrontier(TaskRanks ranks, int taskCount, int workerCount)
    {
        _ranks = ranks;
        _ready = new ReadyQueue(taskCount);
        _remaining = taskCount;
        _idleWorkers = new int[workerCount];
        _wake = new AutoResetEvent[workerCount];
        for (int worker = 0; worker < workerCount; worker++)
        {
            _wake[worker] = new AutoResetEvent(initialState: false);
        }
    }

    /// <summary>How many tasks wait for a worker.</summary>
    public int ReadyCount => _ready.Count;

    /// <summary>Whether all tasks have ended. Read it when no worker is left.</summary>
    public bool IsComplete => _remaining == 0;

    /// <summary>Hands tasks in and wakes nobody: the caller is about to <see cref="Take"/>, which does.</summary>
    public void Release(ReadOnlySpan<int> tasks)
    {
        lock (_lock)
        {
            AddUnderLock(tasks);
        }
    }

    /// <summary>Takes the most urgent task, parking until there is one; <see cref="NoTask"/> at the end of the run.</summary>
    /// <param name="worker">Who asks; each worker has one thread.</param>
    /// <param name="released">Tasks that became ready.</param>
    /// <param name="endedTasks">How many tasks the worker has ended since it last asked.</param>
    /// <param name="tally">Learns how long the worker was parked.</param>
    /// <param name="time">The clock of the tally.</param>
    public int Take(int worker, ReadOnlySpan<int> released, int endedTasks, ref WorkerTally tally, TimeProvider time)
    {
        while (true)
        {
            int next, sleepers = 0, firstSleeper = 0, secondSleeper = 0;
            bool closes;
            lock (_lock)
            {
                _remaining -= endedTasks;
                AddUnderLock(released);
                bool wasClosed = _isClosed;
                next = ChooseUnderLock(worker);
                closes = _isClosed && !wasClosed;
                if (next >= 0)
                {
                    sleepers = Math.Min(Math.Min(_ready.Count, _idleCount), WakesPerTake);
                    firstSleeper = sleepers > 0 ? _idleWorkers[--_idleCount] : 0;
                    secondSleeper = sleepers > 1 ? _idleWorkers[--_idleCount] : 0;
                }
            }

            if (closes)
            {
                WakeAll();
            }

            if (sleepers > 0)
            {
                _wake[firstSleeper].Set();
            }

            if (sleepers > 1)
            {
                _wake[secondSleeper].Set();
            }

            if (next != Park)
            {
                return next;
            }

            long parked = time.GetTimestamp();
            _wake[worker].WaitOne();
            tally.IdleTicks += time.GetTimestamp() - parked;
            released = [];
            endedTasks = 0;
        }
    }

    /// <summary>No task is taken any more; parked workers are sent home. From any thread, any number of times.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        WakeAll();
    }

    /// <summary>Call when no worker is left.</summary>
    public void Dispose()
    {
        foreach (AutoResetEvent wake in _wake)
        {
            wake.Dispose();
        }
    }

    private void AddUnderLock(ReadOnlySpan<int> tasks)
    {
        foreach (int task in tasks)
        {
            _ready.Add(_ranks.Rank(task));
        }
    }

    private int ChooseUnderLock(int worker)
    {
        if (_remaining == 0)
        {
            _isClosed = true;
        }

        if (_isClosed)
        {
            return NoTask;
        }

        if (_ready.Count > 0)
        {
            return _ranks.Task(_ready.TakeSmallest());
        }

        if (_idleCount == _wake.Length - 1)
        {
            // Everybody else is parked, nothing is ready, tasks are left: they can never run. The check after the run names them.
            _isClosed = true;
            return NoTask;
        }

        _idleWorkers[_idleCount++] = worker;
        return Park;
    }

    /// <summary>Only once closed: a worker that is not parked finds its event set and ends all the same.</summary>
    private void WakeAll()
    {
        foreach (AutoResetEvent wake in _wake)
        {
            wake.Set();
        }
    }
}
