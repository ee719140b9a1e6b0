using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Waits for the end of a run that is known by its number.</summary>
internal sealed class WaitRequest<TOut> : OutcomeRequest<TOut>
{
    private HostedWorkflow? _workflow;
    private RunId _id;

    public static ValueTask<TOut> Post(HostedWorkflow workflow, Shard shard, RunId id, CancellationToken cancellationToken)
    {
        WaitRequest<TOut> request = RequestPool<WaitRequest<TOut>>.Take();
        request._workflow = workflow;
        request._id = id;
        return request.Post(shard, cancellationToken);
    }

    public override long Execute(Shard shard)
    {
        if (IsGivenUp)
        {
            Drop();
            return AnswersItself;
        }

        if (shard.TryFindRun(_id, out int slot) is { } exception)
        {
            Refuse(exception);
            return AnswersItself;
        }

        RunTable table = shard.SlabOf(slot).Table;
        // A workflow that was added after this one was removed may have its number.
        if (table.Number == _workflow!.Number && !_workflow.IsClosed)
        {
            return AnswerAtEnd((RunTable<TOut>)table, slot);
        }

        Refuse(Refusals.OfAnother(_id, _workflow.Name, table.WorkflowName));
        return AnswersItself;
    }

    protected override void Return()
    {
        base.Return();
        _workflow = null;
        RequestPool<WaitRequest<TOut>>.Put(this);
    }
}
