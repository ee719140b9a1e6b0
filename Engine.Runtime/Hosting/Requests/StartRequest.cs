using System.Runtime.CompilerServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Starts a run, or finds the one of its key. Answered when the start is on the disk.</summary>
internal sealed class StartRequest<TIn, TOut> : PooledRequest<RunHandle<TOut>>
{
    private HostedWorkflow<TIn, TOut>? _workflow;
    private TIn? _input;
    private string? _key;
    private ulong _id;

    public static ValueTask<RunHandle<TOut>> Post(HostedWorkflow<TIn, TOut> workflow, Shard shard, TIn input, string? key, CancellationToken cancellationToken)
    {
        StartRequest<TIn, TOut> request = RequestPool<StartRequest<TIn, TOut>>.Take();
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

        ref RunInfo info = ref shard.InfoOf(slot);
        _id = info.Id;
        return info.LastPosition;
    }

    public override void Answer() => Succeed(new RunHandle<TOut>(_workflow!, new RunId(_id)));

    protected override void Return()
    {
        _workflow = null;
        _input = default;
        _key = null;
        RequestPool<StartRequest<TIn, TOut>>.Put(this);
    }
}
