using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Starts a run, or finds the one of its key. Answered when the start is on the disk.</summary>
internal sealed class StartRequest<TIn, TOut> : PooledRequest<RunHandle<TOut>>
{
    private AskedRun<TIn, TOut> _asked;
    private ulong _id;

    public static ValueTask<RunHandle<TOut>> Post(HostedWorkflow<TIn, TOut> workflow, Shard shard, TIn input, string? key, CancellationToken cancellationToken)
    {
        StartRequest<TIn, TOut> request = RequestPool<StartRequest<TIn, TOut>>.Take();
        request._asked = new AskedRun<TIn, TOut>(workflow, input, key);
        return request.Post(shard, cancellationToken);
    }

    public override long Execute(Shard shard)
    {
        if (IsGivenUp)
        {
            Drop();
            return AnswersItself;
        }

        if (_asked.TryStart(shard, out _, out int slot) is { } refusal)
        {
            Refuse(refusal);
            return AnswersItself;
        }

        ref RunInfo info = ref shard.InfoOf(slot);
        _id = info.Id;
        return info.LastPosition;
    }

    public override void Answer() => Succeed(new RunHandle<TOut>(_asked.Workflow, new RunId(_id)));

    protected override void Return()
    {
        _asked = default;
        RequestPool<StartRequest<TIn, TOut>>.Put(this);
    }
}
