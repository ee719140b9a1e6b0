using System.Runtime.CompilerServices;
using Engine.Graphs;
using Engine.Host.Cli;

namespace Engine.Host.Run;

/// <summary>
/// Executes a graph once on dedicated threads, driven by dependencies: a task is ready when its last predecessor ends,
/// whatever its level, and the ready task with the largest bottom level goes first.
/// </summary>
/// <remarks>
/// A worker that ends a task counts down its successors without a lock, then goes to the <see cref="SharedFrontier"/> once,
/// with those that became ready, for its next task. Nothing is allocated per task. A failure starts nothing more and lets
/// running bodies end; a cancellation also stops them.
/// </remarks>
internal sealed class GraphExecutor<TBody> : IGraphExecutor
    where TBody : struct, ITaskBody
{
    // Bodies are ours and shallow; a thousand workers should not reserve gigabytes.
    private const int StackBytes = 256 * 1024;

    private readonly Digraph _graph;
    private readonly TimeProvider _time;
    private readonly RunRecord _record;
    private readonly int[] _pending;
    private readonly Thread[] _threads;
    private readonly SharedFrontier _frontier;
    private readonly CountdownEvent _arrived;
    private readonly ManualResetEvent _go = new(initialState: false);
    private readonly ManualResetEvent _ended = new(initialState: false);
    private readonly StopSignal _stop = new();
    private readonly Lock _lock = new();

    // Guarded by the lock, as are the record's failure and its task.
    private bool _isCancelled;
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
        _body = body;
        _time = time;
        _record = new RunRecord(graph.NodeCount, workerCount, time.TimestampFrequency);
        _pending = graph.InDegrees.ToArray();
        _frontier = new SharedFrontier(ranks, graph.NodeCount, workerCount);
        _threads = new Thread[workerCount];
        _arrived = new CountdownEvent(workerCount);
        _liveWorkers = workerCount;
    }

    public RunRecord Record => _record;

    public int ReadyCount => _frontier.ReadyCount;

    public void Start()
    {
        for (int task = 0; task < _graph.NodeCount; task++)
        {
            if (_pending[task] == 0)
            {
                _frontier.Release([task]);
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
            _isCancelled = true;
        }

        // Closed first: a body that was stopped must not find another task.
        _frontier.Close();
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
        _record.Outcome = _frontier.IsComplete ? RunOutcome.Completed
            : _record.Failure is null && _isCancelled ? RunOutcome.Cancelled
            : RunOutcome.Failed;
        return _record;
    }

    /// <summary>Call after <see cref="Finish"/>.</summary>
    public void Dispose()
    {
        _frontier.Dispose();
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
        catch (Exception exception)
        {
            // The system refused a thread: those that wait at the gate go home, then the caller hears of it.
            _frontier.Close();
            _go.Set();
            foreach (Thread thread in _threads.AsSpan(0, started))
            {
                thread.Join();
            }

            if (exception is OutOfMemoryException or ThreadStartException)
            {
                throw new UserError($"--workers {_threads.Length}: the system gave only {started} threads. Ask for at most {Math.Max(1, started)} workers, or raise the limits on threads and memory.");
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

            _frontier.Close();
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
        int task = _frontier.Take(worker, [], endedTasks: 0, ref tally, _time);
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
                _frontier.Close();
                return;
            }

            task = Retire(worker, task, ref tally);
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
    private int Retire(int worker, int task, ref WorkerTally tally)
    {
        Span<int> released = stackalloc int[64];
        int count = 0;
        foreach (int successor in _graph.Successors(task))
        {
            if (Interlocked.Decrement(ref _pending[successor]) == 0)
            {
                if (count == released.Length)
                {
                    _frontier.Release(released);
                    count = 0;
                }

                released[count++] = successor;
            }
        }

        return _frontier.Take(worker, released[..count], endedTasks: 1, ref tally, _time);
    }
}
