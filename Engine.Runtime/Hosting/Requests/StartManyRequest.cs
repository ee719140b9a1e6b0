using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Starts many runs in one piece: all of them or, at a limit, none. Answered when the last start is on the disk.</summary>
internal sealed class StartManyRequest<TIn, TOut>(HostedWorkflow<TIn, TOut> workflow, TIn[] inputs) : ShardRequest
{
    private readonly TaskCompletionSource<RunHandle<TOut>[]> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunHandle<TOut>[] _runs = new RunHandle<TOut>[inputs.Length];
    private int _started;

    public Task<RunHandle<TOut>[]> Task => _source.Task;

    public override long Execute(Shard shard)
    {
        var table = (RunTable<TIn, TOut>)shard.Tables[workflow.Number];
        if (_started == 0 && shard.RefusalOf(inputs.Length) is { } refusal)
        {
            Refuse(refusal);
            return AnswersItself;
        }

        long position = 0;
        for (; _started < inputs.Length; _started++)
        {
            if (!shard.Journal.HasRoom)
            {
                return Unfinished;
            }

            int slot;
            try
            {
                slot = table.Start(shard.NextId(), null, in inputs[_started], shard.NowMs);
            }
            catch (Exception exception)
            {
                throw new ArgumentException($"Input {_started} of {inputs.Length} cannot be started; the {_started} before it have been. {exception.Message}", exception);
            }

            ref RunInfo info = ref shard.InfoOf(slot);
            position = info.LastPosition;
            _runs[_started] = new RunHandle<TOut>(workflow, new RunId(info.Id));
        }

        return position;
    }

    public override void Answer() => _source.TrySetResult(_runs);

    public override void Refuse(Exception exception) => _source.TrySetException(exception);
}
