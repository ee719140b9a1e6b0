using Engine.Internal;

namespace Engine.Runtime;

/// <summary>
/// Runs workflows that outlive the call that started them. With a folder their runs outlive the process too: whatever has been acknowledged is on the
/// disk, and a host that opens the folder goes on where the last one was. All methods may be called from any thread.
/// </summary>
/// <remarks>
/// Each run belongs to one shard, a thread that does all its work but what asynchronous bodies do after their first wait. A step that computes for long
/// keeps the other runs of its shard waiting.
/// </remarks>
/// <example><code>
/// await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = "data" });
/// HostedWorkflow&lt;Order, Receipt&gt; checkout = host.Add(new Checkout(stock, pay));
/// await host.StartAsync();
/// RunHandle&lt;Receipt&gt; run = await checkout.StartAsync(order, key: "order-17");
/// Receipt receipt = await run.WaitAsync();
/// </code></example>
public sealed partial class WorkflowHost : IAsyncDisposable, IDisposable
{
    private readonly WorkflowHostOptions _options;
    /// <summary>By their numbers; null where one was removed and its number is free.</summary>
    private readonly List<HostedWorkflow?> _workflows = [];
    private readonly Stack<int> _freeNumbers = new();
    private readonly Dictionary<string, HostedWorkflow> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<object, HostedWorkflow> _added = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();
    private HostFolder? _folder;
    private Shard[]? _shards;
    private HostShard[] _owned = [];
    private Task? _starting;
    private Task<bool>? _stopping;
    private int _turn;
    private int _countAtStart;
    private volatile bool _isStopped;

    /// <summary>A host that has nothing yet.</summary>
    /// <param name="options">Where it keeps its runs, and its limits.</param>
    /// <exception cref="ArgumentException">One of the options is out of its range.</exception>
    public WorkflowHost(WorkflowHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = new WorkflowHostOptions
        {
            Folder = options.Folder,
            ShardCount = options.ShardCount,
            Shard = options.Shard,
            Journal = options.Journal,
            MaxWorkflows = options.MaxWorkflows,
            DrainFor = options.DrainFor,
            TimeProvider = options.TimeProvider,
            OpenDisk = options.OpenDisk,
            DiskRefused = options.DiskRefused,
        };
    }

    /// <summary>How long a container's end waits for what is under way.</summary>
    internal TimeSpan DrainFor => _options.DrainFor;

    /// <summary>The workflows of the host, in the order in which they were added; one may stand in the place of another that was removed. O(workflows).</summary>
    public IReadOnlyList<HostedWorkflow> Workflows
    {
        get
        {
            lock (_gate)
            {
                return [.. _workflows.OfType<HostedWorkflow>()];
            }
        }
    }

    /// <summary>Adds a workflow, before the host is started. Runs that a folder holds of it go on when it is.</summary>
    /// <param name="workflow">An instance that serves all runs.</param>
    /// <returns>What starts and finds its runs.</returns>
    /// <exception cref="InvalidOperationException">The host has been started.</exception>
    /// <exception cref="ArgumentException">There is a workflow of this name already.</exception>
    /// <exception cref="RequestRefusedException">The host has <see cref="WorkflowHostOptions.MaxWorkflows"/> workflows.</exception>
    public HostedWorkflow<TIn, TOut> Add<TIn, TOut>(IHostedWorkflow<TIn, TOut> workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        lock (_gate)
        {
            if (_starting is not null || _stopping is not null)
            {
                throw new InvalidOperationException("Workflows are added before the host is started: what its folder holds goes on at once.");
            }

            var sink = new Sink<TIn, TOut>(this, NextNumber());
            workflow.AddTo(sink);
            HostedWorkflow<TIn, TOut> added = sink.Added ?? throw new ArgumentException($"{workflow.GetType()} added no definition.", nameof(workflow));
            Register(added, nameof(workflow));
            _added.Add(workflow, added);
            return added;
        }
    }

    /// <summary>
    /// Adds a graph of tasks, before the host is started or while it runs. Runs that the folder holds of it go on if it was added before
    /// <see cref="StartAsync"/>; one that comes later takes new runs, and those that were there stay held until the next start. O(tasks).
    /// </summary>
    /// <param name="graph">The tasks. The host keeps the graph, but not in its folder: who adds graphs at run time keeps them to add them again.</param>
    /// <param name="activities">What does the tasks; frozen from now on.</param>
    /// <param name="cancellationToken">Looked at before anything is done.</param>
    /// <returns>What starts and finds its runs.</returns>
    /// <exception cref="TaskGraphException">An activity of the graph is not in the table.</exception>
    /// <exception cref="ArgumentException">There is a workflow of this name already.</exception>
    /// <exception cref="RequestRefusedException">The host has <see cref="WorkflowHostOptions.MaxWorkflows"/> workflows.</exception>
    /// <exception cref="HostStoppedException">The host has stopped.</exception>
    public Task<HostedWorkflow<TaskInput, TaskResults>> AddAsync(TaskGraph graph, ActivityTable activities, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(activities);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<HostedWorkflow<TaskInput, TaskResults>>(cancellationToken);
        }

        try
        {
            activities.Freeze();
            ActivityBody[] bodies = activities.BodiesOf(graph);
            lock (_gate)
            {
                if (_stopping is not null)
                {
                    throw new HostStoppedException(_options.Folder is not null);
                }

                var added = new HostedTasks(this, NextNumber(), graph, bodies);
                Register(added, nameof(graph));
                return Task.FromResult<HostedWorkflow<TaskInput, TaskResults>>(added);
            }
        }
        catch (Exception exception)
        {
            return Task.FromException<HostedWorkflow<TaskInput, TaskResults>>(exception);
        }
    }

    /// <summary>The workflow of a name; null where none has been added. O(1).</summary>
    public HostedWorkflow? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            return _byName.GetValueOrDefault(name);
        }
    }

    /// <summary>What <see cref="Add"/> gave for an instance.</summary>
    internal HostedWorkflow<TIn, TOut> Of<TIn, TOut>(IHostedWorkflow<TIn, TOut> workflow)
    {
        lock (_gate)
        {
            return (HostedWorkflow<TIn, TOut>)_added[workflow];
        }
    }

    /// <summary>
    /// Takes the folder, reads what it holds, and begins: runs that had not ended go on. Returns when runs can be started. O(what the runs need).
    /// </summary>
    /// <exception cref="InvalidOperationException">The host has been started, or has stopped.</exception>
    /// <exception cref="JournalException">The folder is taken, damaged, or made with another number of shards. Nothing has been changed; it may be tried again.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task starting;
        lock (_gate)
        {
            if (_starting is not null || _stopping is not null)
            {
                throw new InvalidOperationException("The host has been started once already. Make a new one.");
            }

            // Recovery reads from the disk and folds: not on the caller's thread.
            _countAtStart = _workflows.Count;
            starting = _starting = Task.Run(Open, CancellationToken.None);
        }

        try
        {
            await starting.ConfigureAwait(false);
        }
        catch
        {
            lock (_gate)
            {
                _starting = null;
            }

            throw;
        }
    }

    /// <summary>
    /// Takes no new runs, lets what is under way end, and stops. With a folder that is the step bodies that run now: what comes after them goes on in
    /// the next process. Without one it is all runs.
    /// </summary>
    /// <param name="drainFor">How long it waits for them. Zero for not at all: bodies under way run again in the next process.</param>
    /// <param name="cancellationToken">Ends the wait early; the host stops nevertheless.</param>
    /// <returns>True: all ended in time.</returns>
    public Task<bool> StopAsync(TimeSpan drainFor, CancellationToken cancellationToken = default)
    {
        if (drainFor < TimeSpan.Zero && drainFor != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(drainFor), drainFor, $"{nameof(drainFor)} is {drainFor}; choose zero or more.");
        }

        lock (_gate)
        {
            return _stopping ??= CloseAsync(_starting, drainFor, cancellationToken);
        }
    }

    /// <summary>Stops the host as <see cref="StopAsync"/> does, with <see cref="WorkflowHostOptions.DrainFor"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(_options.DrainFor).ConfigureAwait(false);

    /// <summary>For containers that know only this way to end; the thread waits.</summary>
    void IDisposable.Dispose() => StopAsync(_options.DrainFor).GetAwaiter().GetResult();

    /// <summary>What the host's shards do now. O(shards).</summary>
    public HostHealth Health()
    {
        Shard[] shards = Volatile.Read(ref _shards) ?? [];
        return new HostHealth([.. shards.Select(shard =>
        {
            Exception? failure = shard.Failure is HostStoppedException ? null : shard.Failure;
            IOException? refusal = failure is null && !_isStopped ? shard.Journal.Refusal : null;
            ShardCondition condition = failure is not null ? ShardCondition.Failed
                : _isStopped ? ShardCondition.Stopped
                : refusal is not null ? ShardCondition.Waiting
                : shard.IsDraining ? ShardCondition.Draining
                : ShardCondition.Running;
            return new ShardHealth(shard.Number, condition, failure ?? refusal, shard.RunCount, shard.EndedCount, shard.Held.Count, shard.StepCount, shard.NeededBytes);
        })]);
    }

    /// <summary>The shard of a key, or the next one in turn.</summary>
    internal Shard ShardFor(string? key)
    {
        Shard[] shards = Started();
        if (shards.Length == 1)
        {
            return shards[0];
        }

        // The same in every process: the run of a key is found by it.
        uint number = key is null ? (uint)Interlocked.Increment(ref _turn) : Checksum.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(key.AsSpan()));
        return shards[number % (uint)shards.Length];
    }

    /// <summary>The shard that a run's number names; null where there is none of it.</summary>
    internal Shard? ShardOf(RunId id)
    {
        Shard[] shards = Started();
        return id.Shard < shards.Length ? shards[id.Shard] : null;
    }

    private Shard[] Started() => Volatile.Read(ref _shards) ?? throw Refusals.NotStarted();

    private void Register(HostedWorkflow added, string parameter)
    {
        if (_byName.Count == _options.MaxWorkflows)
        {
            throw Refusals.TooManyWorkflows(_options.MaxWorkflows);
        }

        if (!_byName.TryAdd(added.Name, added))
        {
            throw new ArgumentException($"There is a workflow '{added.Name}' in this host already. Runs are found by the name of their workflow: it has to be unique.", parameter);
        }

        if (added.Number == _workflows.Count)
        {
            _workflows.Add(added);
        }
        else
        {
            _workflows[_freeNumbers.Pop()] = added;
        }
    }

    /// <summary>The number of the next workflow that is added.</summary>
    private int NextNumber() => _freeNumbers.TryPeek(out int number) ? number : _workflows.Count;

    /// <summary>
    /// What a journal's runs are found by: the workflows that were there when the host was started. One that comes while journals are read would find
    /// its runs in some shards and not in others.
    /// </summary>
    private HostedWorkflow? FindAtStart(string name) => Find(name) is { } workflow && workflow.Number < _countAtStart ? workflow : null;

    private void Open()
    {
        HostFolder? folder = _options.Folder is null ? null : HostFolder.Open(_options.Folder, _options.ShardCount);
        var opened = new HostShard?[folder?.ShardCount ?? (_options.ShardCount == 0 ? HostFolder.DefaultCount() : _options.ShardCount)];
        try
        {
            Parallel.For(0, opened.Length, number => opened[number] = HostShard.Open(number, folder?.ShardFolder(number), _options, FindAtStart));
        }
        catch (AggregateException exception)
        {
            foreach (HostShard? shard in opened)
            {
                shard?.Dispose();
            }

            folder?.Dispose();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerException!);
        }

        _folder = folder;
        _owned = opened!;
        foreach (HostShard shard in _owned)
        {
            shard.Start();
        }

        Volatile.Write(ref _shards, [.. _owned.Select(static shard => shard.Shard)]);
    }

    private async Task<bool> CloseAsync(Task? starting, TimeSpan drainFor, CancellationToken cancellationToken)
    {
        // Away from the caller's lock, and from its synchronization context: the thread of that may be the one that waits in Dispose.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (starting is not null)
        {
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task rest = Task.WhenAll(_owned.Select(static owned =>
        {
            var rested = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            owned.Shard.AskToRest(rested.SetResult);
            return rested.Task;
        }));
        await rest.WaitAsync(drainFor, _options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        bool isAtRest = rest.IsCompleted;
        foreach (HostShard owned in _owned)
        {
            owned.Stop();
        }

        _folder?.Dispose();
        _isStopped = true;
        return isAtRest;
    }

    private sealed class Sink<TIn, TOut>(WorkflowHost host, int number) : IHostedWorkflowSink<TIn, TOut>
    {
        public HostedWorkflow<TIn, TOut>? Added { get; private set; }

        public void Add<TDefinition, TState>(TDefinition definition)
            where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>, IHostedDefinition<TState>
            where TState : struct => Added = new HostedDefinition<TDefinition, TState, TIn, TOut>(host, number, definition);
    }
}
