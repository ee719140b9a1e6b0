using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// Starts many runs in one piece: all of them or, at a limit, none. They are measured first where there is a journal. Answered when the last start is
/// on the disk.
/// </summary>
internal sealed class StartManyRequest<TIn, TOut>(HostedWorkflow<TIn, TOut> workflow, TIn[] inputs) : ShardRequest
{
    /// <summary>Inputs of one tick: the shard's other runs go on in between.</summary>
    private const int InputsPerTick = 4096;

    private readonly TaskCompletionSource<RunHandle<TOut>[]> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunHandle<TOut>[] _runs = new RunHandle<TOut>[inputs.Length];
    private long _bytes;
    private int _measured;
    private int _started;

    public Task<RunHandle<TOut>[]> Task => _source.Task;

    public override long Execute(Shard shard)
    {
        var table = (RunTable<TIn, TOut>)shard.Tables.Of(workflow);
        if (!shard.IsKept)
        {
            _measured = inputs.Length;
        }

        if (_measured < inputs.Length)
        {
            Measure(table);
            return Unfinished;
        }

        // No other request comes between the first start and the last one.
        if (_started == 0 && shard.RefusalOf(inputs.Length, _bytes) is { } refusal)
        {
            Refuse(refusal);
            return AnswersItself;
        }

        return Start(shard, table);
    }

    public override void Answer() => _source.TrySetResult(_runs);

    public override void Refuse(Exception exception) => _source.TrySetException(exception);

    private void Measure(RunTable<TIn, TOut> table)
    {
        for (int count = 0; count < InputsPerTick && _measured < inputs.Length; count++, _measured++)
        {
            try
            {
                _bytes += table.Measure(in inputs[_measured]);
            }
            catch (Exception exception)
            {
                throw new ArgumentException($"Input {_measured} of {inputs.Length} cannot be started, so none has been. {exception.Message}", exception);
            }
        }
    }

    private long Start(Shard shard, RunTable<TIn, TOut> table)
    {
        long position = 0;
        for (int count = 0; _started < inputs.Length; count++, _started++)
        {
            if (count == InputsPerTick || !shard.HasRoom)
            {
                return Unfinished;
            }

            int slot = table.Start(shard.NextId(), null, in inputs[_started], shard.NowMs);
            ref RunInfo info = ref shard.InfoOf(slot);
            position = info.LastPosition;
            _runs[_started] = new RunHandle<TOut>(workflow, new RunId(info.Id));
        }

        return position;
    }
}
