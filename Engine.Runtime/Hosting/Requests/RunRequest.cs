using System.Runtime.CompilerServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Starts a run, or finds the one of its key, and waits for its end: one way to the shard and back.</summary>
internal sealed class RunRequest<TIn, TOut> : OutcomeRequest<TOut>
{
    private HostedWorkflow<TIn, TOut>? _workflow;
    private TIn? _input;
    private string? _key;

    public static ValueTask<TOut> Post(HostedWorkflow<TIn, TOut> workflow, Shard shard, TIn input, string? key, CancellationToken cancellationToken)
    {
        RunRequest<TIn, TOut> request = RequestPool<RunRequest<TIn, TOut>>.Take();
        request._workflow = workflow;
        request._input = input;
        request._key = key;
        return request.Post(shard, cancellationToken);
    }

    public override long Execute(Shard shard)
    {
        if (IsGivenUp)
        {
            Drop();
            return AnswersItself;
        }

        // SAFETY: the workflow of these types made the table.
        var table = Unsafe.As<RunTable<TIn, TOut>>(shard.Tables.Of(_workflow!));
        if (table.TryStart(in _input!, _key, out int slot) is { } refusal)
        {
            Refuse(refusal);
            return AnswersItself;
        }

        return AnswerAtEnd(table, slot);
    }

    protected override void Return()
    {
        base.Return();
        _workflow = null;
        _input = default;
        _key = null;
        RequestPool<RunRequest<TIn, TOut>>.Put(this);
    }
}
