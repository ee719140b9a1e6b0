using System.Threading.Channels;

namespace Engine.Host.Load;

/// <summary>
/// Which of the executions that are to be under way are, and which are to be started, asked for or given up. Knows nothing of a server; any thread may call it.
/// </summary>
/// <param name="runs">The workflows.</param>
/// <param name="patience">An execution that has not ended so long after its ideal time has failed.</param>
internal sealed class ConcurrentRuns(IReadOnlyList<ConcurrentRun> runs, TimeSpan patience)
{
    /// <summary>How late an execution is before its status is asked for, and how long until the next time.</summary>
    public static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(2);

    private const string Completed = "completed";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConcurrentRun> _byWorkflow = runs.ToDictionary(static run => run.Workflow);
    private readonly UnderWayTally _underWay = new(runs.Count);
    private readonly RouteTally _tally = new("overhead");
    private readonly TaskCompletionSource _allUnderWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Each workflow is in it once at most.
    private readonly Channel<ConcurrentRun> _toStart = Channel.CreateUnbounded<ConcurrentRun>();
    private int _neverStarted = runs.Count;
    private int _busy;
    private bool _isOver;
    private TimeSpan _overAt;
    private long _tasksInTime;
    private long _runsInTime;
    private long _foundByAsking;

    /// <summary>What is to be started. Ends when all has ended after the time was over.</summary>
    public ChannelReader<ConcurrentRun> ToStart => _toStart.Reader;

    /// <summary>Executions that ended, by second, with their overheads.</summary>
    public LoadSeries Series { get; } = new();

    /// <summary>Every workflow has been started once.</summary>
    public Task AllUnderWay => _allUnderWay.Task;

    /// <summary>The time is over, and nothing is under way.</summary>
    public Task Drained => _drained.Task;

    /// <summary>All are to be started.</summary>
    public void QueueAll()
    {
        lock (_lock)
        {
            foreach (ConcurrentRun run in runs)
            {
                Queue(run);
            }
        }
    }

    /// <summary>A start is about to be sent.</summary>
    /// <returns>False: not any more.</returns>
    public bool TryBegin(ConcurrentRun run, TimeSpan now)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                run.Stage = ConcurrentStage.Idle;
                return false;
            }

            run.Stage = ConcurrentStage.Starting;
            (run.BegunAt, run.AskedAt, run.Execution, run.Early) = (now, now, null, null);
            _busy++;
            return true;
        }
    }

    /// <summary>A start was answered.</summary>
    /// <param name="run">Of what.</param>
    /// <param name="execution">The execution's id; null: it was refused.</param>
    /// <param name="now">Now.</param>
    public void Started(ConcurrentRun run, string? execution, TimeSpan now)
    {
        lock (_lock)
        {
            if (execution is null)
            {
                // The next look starts it again: not at once, since a server that refuses wants a rest.
                run.Stage = ConcurrentStage.Idle;
                Leave();
                return;
            }

            run.Execution = execution;
            run.Stage = ConcurrentStage.UnderWay;
            _underWay.Change(1, now);
            if (!run.HasBeenStarted)
            {
                run.HasBeenStarted = true;
                if (--_neverStarted == 0 && !_isOver)
                {
                    _underWay.Begin(now);
                    _allUnderWay.SetResult();
                }
            }

            if (run.Early is { } early && early.Execution == execution)
            {
                End(run, early.Status, early.At - run.BegunAt, now);
            }
        }
    }

    /// <summary>The server told of an end.</summary>
    public void Told(string workflow, EndNotice notice)
    {
        lock (_lock)
        {
            if (!_byWorkflow.TryGetValue(workflow, out ConcurrentRun? run))
            {
                return;
            }

            if (run.Stage == ConcurrentStage.Starting)
            {
                // The answer to the start is still on its way, and says whether this is its end.
                run.Early = notice;
            }
            else if (run.Stage == ConcurrentStage.UnderWay && run.Execution == notice.Execution)
            {
                End(run, notice.Status, notice.At - run.BegunAt, notice.At);
            }
        }
    }

    /// <summary>The status of a run was asked for and says that it has ended.</summary>
    public void Found(ConcurrentRun run, string execution, string status, TimeSpan took, TimeSpan now)
    {
        lock (_lock)
        {
            if (run.Stage == ConcurrentStage.UnderWay && run.Execution == execution)
            {
                _foundByAsking++;
                End(run, status, took, now);
            }
        }
    }

    /// <summary>Starts again what was refused, and gives up what takes too long.</summary>
    /// <param name="now">Now.</param>
    /// <param name="isEndMissed">Ends were told that nobody heard: all that is late at all is to be asked for.</param>
    /// <returns>What is to be asked for: its end may have been missed.</returns>
    public IReadOnlyList<ConcurrentRun> Look(TimeSpan now, bool isEndMissed)
    {
        List<ConcurrentRun> late = [];
        lock (_lock)
        {
            foreach (ConcurrentRun run in runs)
            {
                TimeSpan lateBy = now - run.BegunAt - run.Ideal;
                if (run.Stage == ConcurrentStage.Idle)
                {
                    Queue(run);
                }
                else if (run.Stage == ConcurrentStage.UnderWay && lateBy > patience)
                {
                    run.Stage = ConcurrentStage.GivenUp;
                    Fail($"no end within {patience.TotalSeconds} s after its ideal time");
                    _underWay.Change(-1, now);
                    Leave();
                }
                else if (run.Stage == ConcurrentStage.UnderWay && lateBy > TimeSpan.Zero && (isEndMissed || (lateBy > AskAfter && now - run.AskedAt > AskAfter)))
                {
                    run.AskedAt = now;
                    late.Add(run);
                }
            }
        }

        return late;
    }

    /// <summary>The time is over: nothing more is started.</summary>
    public void Close(TimeSpan now)
    {
        lock (_lock)
        {
            _isOver = true;
            _overAt = now;
            _underWay.End(now);
            DrainIfLast();
        }
    }

    /// <summary>What was seen, once all has ended.</summary>
    public ConcurrentResult Result(ServerUse? server)
    {
        lock (_lock)
        {
            double seconds = _overAt.TotalSeconds;
            return new ConcurrentResult
            {
                Runs = _tally.Result(seconds) with { PerSecond = _runsInTime / seconds },
                LeastUnderWay = _underWay.Least,
                MedianUnderWay = _underWay.Median,
                TasksPerSecond = _tasksInTime / seconds,
                FoundByAsking = _foundByAsking,
                Server = server,
            };
        }
    }

    private void End(ConcurrentRun run, string status, TimeSpan took, TimeSpan now)
    {
        if (status == Completed)
        {
            double overheadUs = (took - run.Ideal).TotalMicroseconds;
            _tally.Add(overheadUs);
            Series.Add(overheadUs);
            if (!_isOver)
            {
                _runsInTime++;
                _tasksInTime += run.Size.Tasks;
            }
        }
        else
        {
            Fail($"it ended as {status}");
        }

        run.Stage = ConcurrentStage.Idle;
        _underWay.Change(-1, now);
        Leave();
        Queue(run);
    }

    private void Queue(ConcurrentRun run)
    {
        if (!_isOver)
        {
            run.Stage = ConcurrentStage.Queued;
            _toStart.Writer.TryWrite(run);
        }
    }

    private void Fail(string reason)
    {
        _tally.Fail(reason);
        Series.Fail();
    }

    private void Leave()
    {
        _busy--;
        DrainIfLast();
    }

    private void DrainIfLast()
    {
        if (_isOver && _busy == 0)
        {
            _drained.TrySetResult();
            _toStart.Writer.TryComplete();
        }
    }
}
