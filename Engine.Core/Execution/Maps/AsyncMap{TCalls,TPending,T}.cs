using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Engine.Internal;

/// <summary>
/// The calls of an asynchronous mapped step in one run, and the task of the step; from a pool. Its fields belong to the thread
/// that drives it (see <see cref="RunInbox"/>): calls that suspend post when they end, and whoever posts starts the next ones.
/// <para>Life: Start, Drive until calls are awaited, posts drive on, Publish, and back to the pool when the result was taken.</para>
/// </summary>
#pragma warning disable CA1001 // The source has no timer, and lives as long as the pooled object.
internal sealed partial class AsyncMap<TCalls, TPending, T> : RunInbox, IValueTaskSource<MapResults<T>>, IValueTaskSource, IThreadPoolWorkItem
#pragma warning restore CA1001
    where TCalls : struct, IMapCalls<TPending, T>
    where TPending : struct
{
    private static readonly ContextCallback TurnCallback = static map => ((AsyncMap<TCalls, TPending, T>)map!).Turn();

    private RunResult<MapResults<T>> _result;
    private TCalls _calls;
    private MapSettings _settings;
    private StepContext _context;
    private ExecutionContext? _flow;
    private MapResults<T> _values;
    private int _count;
    private int _next;

    /// <summary>How many calls may be under way at once.</summary>
    private int _most;

    private bool _isFinished;
    private bool _isHandedOver;
    private bool _isReusable;

    /// <summary>What a task of this life is made with; read before <see cref="Start"/>, after which it may be another life.</summary>
    public short Version => _result.Version;

    /// <summary>Starts the calls. True: all have completed, and the object is back in the pool. False: the task says how it ends.</summary>
    public bool Start(in TCalls calls, in MapSettings settings, in StepContext context, int count, out MapResults<T> values)
    {
        Begin(in calls, in settings, in context, count);
        values = default;
        if (!DriveOn())
        {
            return false;
        }

        if (_failure is not null)
        {
            Publish();
            return false;
        }

        values = TakeValues();
        Recycle();
        return true;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _result.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags, this);

    public MapResults<T> GetResult(short token)
    {
        // Refuses a token of an earlier life, and a result that is not there yet; neither gives the object back.
        if (_result.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            return _result.GetResult(token);
        }

        try
        {
            return _result.GetResult(token);
        }
        finally
        {
            if (_result.TryReset())
            {
                Recycle();
            }
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token).GiveBack();

    /// <summary>The object has been queued: to be driven, or for an awaiter whose continuation runs elsewhere or came late.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (_isHandedOver)
        {
            _isHandedOver = false;
            DriveHere();
        }
        else
        {
            _result.Resume();
        }
    }

    /// <summary>On the thread that has posted, unless bodies would notice where they are, as in <see cref="AsyncExecutor"/>.</summary>
    protected override void Drive()
    {
        if (TaskScheduler.Current != TaskScheduler.Default || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _isHandedOver = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            return;
        }

        DriveHere();
    }

    private void DriveHere()
    {
        if (DriveOn())
        {
            Publish();
        }
    }

    private void Begin(in TCalls calls, in MapSettings settings, in StepContext context, int count)
    {
        _calls = calls;
        _settings = settings;
        _context = context;
        _flow = ExecutionContext.Capture() ?? DefaultContext.Value;
        _values = new MapResults<T>(count);
        _count = count;
        _next = 0;
        _most = context.Degree == 0 ? count : Math.Min(context.Degree, count);
        _isFinished = false;
        _isReusable = true;
        OpenInbox(_most + 1);
        AttachToCaller(_most);
    }

    /// <summary>Drives until the step has ended or waits for a post. True: it has ended, and this thread must publish it.</summary>
    private bool DriveOn()
    {
        do
        {
            // Puts this thread's own context back afterwards, whatever bodies did to it.
            ExecutionContext.Run(_flow!, TurnCallback, this);
            if (_isFinished)
            {
                return true;
            }
        }
        while (!TryLeave());
        return false;
    }

    private void Turn()
    {
        while (true)
        {
            if (HasPosts)
            {
                TakeAllPosts();
            }

            bool mayStart = !IsStopping;
            if (mayStart && _next < _count && _underWay < _most)
            {
                StartNext();
                continue;
            }

            if (!mayStart)
            {
                EndDelays();
            }

            if (_underWay == 0)
            {
                TryFinish();
            }

            return;
        }
    }

    /// <summary>Ends the step, unless a callback of the run's token is on its way to post; that post then ends it.</summary>
    private void TryFinish()
    {
        if (!DetachFromCaller())
        {
            return;
        }

        if (_next < _count)
        {
            _failure ??= new OperationCanceledException(_context.CancellationToken);
        }

        if (_failure is not null)
        {
            TakeValues().GiveBack();
        }

        ResetCalls();
        _calls = default;
        _context = default;
        _flow = null;
        _isFinished = true;
    }

    private MapResults<T> TakeValues()
    {
        MapResults<T> values = _values;
        _values = default;
        return values;
    }

    /// <summary>Hands the result to whoever awaits it. The last thing that happens: the object may be in another life before this returns.</summary>
    private void Publish()
    {
        MapResults<T> values = TakeValues();
        Exception? failure = _failure;
        _failure = null;
        if (failure is not null)
        {
            _result.SetException(failure, this);
        }
        else
        {
            _result.SetResult(values, this);
        }
    }
}
