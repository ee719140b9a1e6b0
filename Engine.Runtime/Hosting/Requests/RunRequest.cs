using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Starts a run, or finds the one of its key, and waits for its end: one way to the shard and back.</summary>
internal sealed class RunRequest<TIn, TOut> : OutcomeRequest<TOut>
{
    private AskedRun<TIn, TOut> _asked;

    public static ValueTask<TOut> Post(HostedWorkflow<TIn, TOut> workflow, Shard shard, TIn input, string? key, CancellationToken cancellationToken)
    {
        RunRequest<TIn, TOut> request = RequestPool<RunRequest<TIn, TOut>>.Take();
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

        if (_asked.TryStart(shard, out RunTable<TIn, TOut> table, out int slot) is { } refusal)
        {
            Refuse(refusal);
            return AnswersItself;
        }

        return AnswerAtEnd(table, slot);
    }

    protected override void Return()
    {
        base.Return();
        _asked = default;
        RequestPool<RunRequest<TIn, TOut>>.Put(this);
    }
}
