namespace Engine.Internal;

/// <summary>
/// A batch that several threads work on, from a pool: each takes the next chunk until none is left. What a lane gives depends on
/// its input alone and the tallies are sums, so neither who took which chunk nor in what order shows in the result.
/// </summary>
internal sealed unsafe class BatchJob<TDefinition, TState, TColumns, TIn, TOut> : CrewJob
    where TDefinition : struct, IWorkflowDefinition<TState>, IBatchDefinition<TColumns, TIn, TOut>
    where TState : struct
    where TColumns : struct
{
    [ThreadStatic]
    private static BatchJob<TDefinition, TState, TColumns, TIn, TOut>? t_own;

    private TDefinition _definition;

#pragma warning disable CS8500 // A pointer to what the garbage collector moves, see Run.
    private BatchCall<TIn, TOut>* _call;
#pragma warning restore CS8500
    private int _chunkLength;
    private int _chunkCount;

    // One per worker, kept with the job: which thread of the pool helps differs from batch to batch.
    private ChunkBuffers<TColumns>?[] _buffers = [];
    private LaneTally[] _tallies = [];
    private int _taken;

    private BatchJob()
    {
    }

    public override bool HasWork => Volatile.Read(ref _taken) < _chunkCount;

    /// <summary>One that this thread keeps, or a new one; a step that runs a batch of its own workflow makes another.</summary>
    public static BatchJob<TDefinition, TState, TColumns, TIn, TOut> Rent()
    {
        BatchJob<TDefinition, TState, TColumns, TIn, TOut> job = t_own ?? new();
        t_own = null;
        return job;
    }

    /// <summary>Runs all lanes. If something that is no body throws, the job and its buffers are dropped.</summary>
    public LaneTally Run(TDefinition definition, in BatchCall<TIn, TOut> call, int chunkLength, int threads)
    {
        if (_buffers.Length < threads)
        {
            Array.Resize(ref _buffers, threads);
            Array.Resize(ref _tallies, threads);
        }

        _definition = definition;
        _chunkLength = chunkLength;
        _chunkCount = ChunkLength.CountOf(call.Inputs.Length, chunkLength);
        _taken = 0;

        // SAFETY: spans cannot lie in an object, so helpers read them from this thread's stack, by way of the job. Their address is
        // taken, so they have a place in this frame for as long as the method runs, and the collector reports and updates it; RunOn
        // leaves neither by its end nor by an exception before every helper has left Work, which is the only reader.
        BatchCall<TIn, TOut> shared = call;
#pragma warning disable CS8500
        _call = &shared;
#pragma warning restore CS8500
        try
        {
            RunOn(threads);
        }
        finally
        {
            _call = null;
        }

        var tally = default(LaneTally);
        for (int worker = 0; worker < threads; worker++)
        {
            tally.Add(in _tallies[worker]);
            _tallies[worker] = default;
        }

        _definition = default;
        t_own = this;
        return tally;
    }

    protected override void Work(int worker)
    {
        // A copy: what other threads write lies on the lines of the fields.
        BatchCall<TIn, TOut> call = *_call;
        TDefinition definition = _definition;
        int length = _chunkLength, count = _chunkCount;
        ref LaneTally tally = ref _tallies[worker];
        for (int chunk; (chunk = Interlocked.Increment(ref _taken) - 1) < count;)
        {
            ChunkBuffers<TColumns> buffers = _buffers[worker] ??= ChunkBuffers<TColumns>.Create<TDefinition, TIn, TOut>(definition);
            int first = chunk * length;
            new BatchChunk<TDefinition, TState, TColumns, TIn, TOut>(
                definition, buffers, in call, first, Math.Min(length, call.Inputs.Length - first), ref tally).Run();
        }
    }
}
