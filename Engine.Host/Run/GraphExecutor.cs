using System.Runtime.CompilerServices;
using Engine.Graphs;

namespace Engine.Host.Run;

/// <summary>
/// Executes a graph once on dedicated threads, driven by dependencies: a task is ready when its last predecessor ends,
/// whatever its level, and the ready task with the largest bottom level goes first.
/// </summary>
/// <remarks>
/// A worker that ends a task counts down its successors without a lock, then takes the lock once to hand in those that
/// became ready and to take its next task. A worker without one parks; whoever leaves tasks behind wakes
/// <see cref="WakesPerTake"/> others, each of which does the same, so that many workers start in logarithmic time. Nothing is
/// allocated per task. A failure starts nothing more and lets running bodies end; a cancellation also stops them.
/// </remarks>
internal sealed class GraphExecutor<TBody> : IGraphExecutor
    where TBody : struct, ITaskBody
{
    private const int WakesPerTake = 2;
    private const int NoTask = -1;
    private const int Park = -2;

    // Bodies are ours and shallow; a thousand workers should not reserve gigabytes.
    private const int StackBytes = 256 * 1024;

    private readonly Digraph _graph;
    private readonly TaskRanks _ranks;
    private readonly TimeProvider _time;
    private readonly RunRecord _record;
    private readonly int[] _pending;
    private readonly Thread[] _threads;
    private readonly AutoResetEvent[] _wake;
    private readonly CountdownEvent _arrived;
    private readonly ManualResetEvent _go = new(initialState: false);
    private readonly ManualResetEvent _ended = new(initialState: false);
    private readonly StopSignal _stop = new();
    private readonly Lock _lock = new();

    // Guarded by the lock.
    private readonly ReadyQueue _ready;
    private readonly int[] _idleWorkers;
    private int _idleCount;
    private int _remaining;
    private bool _closed;
    private bool _cancelled;
    private Exception? _engineFault;

    private int _liveWorkers;

    // Not read-only: calls on a read-only struct of unknown type go through a copy.
    private TBody _body;

    /// <summary>Prepares a run.</summary>
    /// <param name="graph">What to execute. Delays on edges belong to planning: a graph with some is refused.</param>
    /// <param name="ranks">Which ready task goes first.</param>
    /// <param name="workerCount">How many threads.</param>
    /// <param name="body">What a task does.</param>
    /// <param name="time">The clock of the record.</param>
    public GraphExecutor(Digraph graph, TaskRanks ranks, int workerCount, TBody body, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workerCount, 1);
        if (!graph.EdgeCosts.IsEmpty)
        {
            throw new ArgumentException("A graph with delays on its edges can be planned, not executed.", nameof(graph));
        }

        _graph = graph;
        _ranks = ranks;
        _body = body;
        _time = time;
        _record = new RunRecord(graph.NodeCount, workerCount, time.TimestampFrequency);
        _pending = graph.InDegrees.ToArray();
        _ready = new ReadyQueue(graph.NodeCount);
        _remaining = graph.NodeCount;
        _idleWorkers = new int[workerCount];
        _threads = new Thread[workerCount];
        _wake = new AutoResetEvent[workerCount];
        _arrived = new CountdownEvent(workerCount);
        _liveWorkers = workerCount;
        for (int worker = 0; worker < workerCount; worker++)
        {
            _wake[worker] = new AutoResetEvent(initialState: false);
        }
    }

    public RunRecord Record => _record;

    public int ReadyCount => _ready.Count;

    public void Start()
    {
        for (int task = 0; task < _graph.NodeCount; task++)
        {
            if (_pending[task] == 0)
            {
                _ready.Add(_ranks.Rank(task));
            }
        }

        StartThreads();

        // All workers stand at the gate before the clock starts: creating threads is no part of the makespan.
        _arrived.Wait();
        _record.StartedTicks = _time.GetTimestamp();
        _go.Set();
    }

    public bool Wait(int milliseconds) => _ended.WaitOne(milliseconds);

    public void Cancel()
    {
        lock (_lock)
        {
            _cancelled = true;
        }

        // Closed first: a body that was stopped must not find another task.
        CloseAndWakeAll();
        _stop.Set();
    }

    public RunRecord Finish()
    {
        _ended.WaitOne();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        if (_engineFault is not null)
        {
            throw new InvalidOperationException($"A worker of the run failed: {_engineFault.Message}", _engineFault);
        }

        _record.EndedTicks = _time.GetTimestamp();
        _record.Outcome = _remaining == 0 ? RunOutcome.Completed
            : _record.Failure is null && _cancelled ? RunOutcome.Cancelled
            : RunOutcome.Failed;
        return _record;
    }

    /// <summary>Call after <see cref="Finish"/>.</summary>
    public void Dispose()
    {
        foreach (AutoResetEvent wake in _wake)
        {
            wake.Dispose();
        }

        _arrived.Dispose();
        _go.Dispose();
        _ended.Dispose();
        _stop.Dispose();
    }

    private void StartThreads()
    {
        int started = 0;
        try
        {
            for (; started < _threads.Length; started++)
            {
                _threads[started] = new Thread(WorkerMain, StackBytes) { IsBackground = true, Name = $"engine worker {started}" };
                _threads[started].UnsafeStart(started);
            }
        }
        catch
        {
            // The system refused a thread: those that wait at the gate go home, then the caller hears of it.
            CloseAndWakeAll();
            _go.Set();
            if (Interlocked.Add(ref _liveWorkers, started - _threads.Length) > 0)
            {
                _ended.WaitOne();
            }

            throw;
        }
    }

    private void WorkerMain(object? state)
    {
        int worker = (int)state!;
        _arrived.Signal();
        _go.WaitOne();
        try
        {
            RunTasks(worker);
        }
        catch (Exception fault)
        {
            // Not a body's: ours. Finish throws it.
            lock (_lock)
            {
                _engineFault ??= fault;
            }

            CloseAndWakeAll();
        }

        _record.Tallies[worker].EndedTicks = _time.GetTimestamp();
        if (Interlocked.Decrement(ref _liveWorkers) == 0)
        {
            _ended.Set();
        }
    }

    private void RunTasks(int worker)
    {
        RunRecord record = _record;
        ref WorkerTally tally = ref record.Tallies[worker];
        tally.BeganTicks = _time.GetTimestamp();
        long freeTicks = record.StartedTicks;
        int task = Take(worker, [], endedTasks: 0);
        while (task >= 0)
        {
            long start = _time.GetTimestamp();
            Interlocked.Increment(ref record.StartCount[task]);
            record.Worker[task] = worker;
            record.WorkerFree[task] = freeTicks;
            record.Start[task] = start;
            record.State[task] = TaskState.Running;
            tally.Begin(task, start);
            TaskState outcome = ExecuteBody(task, start);
            long end = _time.GetTimestamp();
            record.End[task] = end;
            record.State[task] = outcome;
            tally.Finish(end - start, _graph.Cost(task));
            freeTicks = end;
            if (outcome != TaskState.Completed)
            {
                // It releases nothing, so the run cannot complete.
                CloseAndWakeAll();
                return;
            }

            task = Retire(worker, task);
        }
    }

    /// <summary>A method of its own: a try block keeps a loop's variables out of registers.</summary>
    private TaskState ExecuteBody(int task, long startTicks)
    {
        try
        {
            return _body.Execute(task, startTicks, _stop) ? TaskState.Completed : TaskState.Cancelled;
        }
        catch (Exception failure)
        {
            lock (_lock)
            {
                if (_record.Failure is null)
                {
                    _record.Failure = failure;
                    _record.FailedTask = task;
                }
            }

            return TaskState.Failed;
        }
    }

    /// <summary>Releases the successors of a task and takes the next one. The task's end is on record before anything is released.</summary>
    [SkipLocalsInit]
    private int Retire(int worker, int task)
    {
        Span<int> released = stackalloc int[64];
        int count = 0;
        foreach (int successor in _graph.Successors(task))
        {
            if (Interlocked.Decrement(ref _pending[successor]) == 0)
            {
                if (count == released.Length)
                {
                    HandIn(released);
                    count = 0;
                }

                released[count++] = _ranks.Rank(successor);
            }
        }

        return Take(worker, released[..count], endedTasks: 1);
    }

    private void HandIn(ReadOnlySpan<int> ranks)
    {
        lock (_lock)
        {
            foreach (int rank in ranks)
            {
                _ready.Add(rank);
            }
        }
    }

    /// <summary>Hands in what became ready and takes the most urgent task, parking until there is one; <see cref="NoTask"/> at the end of the run.</summary>
    private int Take(int worker, ReadOnlySpan<int> releasedRanks, int endedTasks)
    {
        while (true)
        {
            int next, sleepers = 0, firstSleeper = 0, secondSleeper = 0;
            bool closes;
            lock (_lock)
            {
                _remaining -= endedTasks;
                foreach (int rank in releasedRanks)
                {
                    _ready.Add(rank);
                }

                bool wasClosed = _closed;
                next = ChooseUnderLock(worker);
                closes = _closed && !wasClosed;
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

            ParkWorker(worker);
            releasedRanks = [];
            endedTasks = 0;
        }
    }

    private int ChooseUnderLock(int worker)
    {
        if (_remaining == 0)
        {
            _closed = true;
        }

        if (_closed)
        {
            return NoTask;
        }

        if (_ready.Count > 0)
        {
            return _ranks.Task(_ready.TakeSmallest());
        }

        if (_idleCount == _threads.Length - 1)
        {
            // Everybody else is parked, nothing is ready, tasks are left: they can never run. The check after the run names them.
            _closed = true;
            return NoTask;
        }

        _idleWorkers[_idleCount++] = worker;
        return Park;
    }

    private void ParkWorker(int worker)
    {
        long parked = _time.GetTimestamp();
        _wake[worker].WaitOne();
        _record.Tallies[worker].IdleTicks += _time.GetTimestamp() - parked;
    }

    private void CloseAndWakeAll()
    {
        lock (_lock)
        {
            _closed = true;
        }

        WakeAll();
    }

    /// <summary>Only once the run is closed: a worker that is not parked finds its event set and ends all the same.</summary>
    private void WakeAll()
    {
        foreach (AutoResetEvent wake in _wake)
        {
            wake.Set();
        }
    }
}
