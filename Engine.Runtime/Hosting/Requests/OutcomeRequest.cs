namespace Engine.Internal;

/// <summary>A request that is answered with how a run ended.</summary>
internal abstract class OutcomeRequest<TOut> : PooledRequest<TOut>
{
    private RunTable<TOut>? _table;
    private int _slot;

    public override void Answer() => AnswerWith(_table!, _slot);

    /// <summary>Answers now if the run has ended and that is on the disk, and otherwise when it is.</summary>
    protected long AnswerAtEnd(RunTable<TOut> table, int slot)
    {
        ref RunInfo info = ref table.Shard.InfoOf(slot);
        if (info.Phase == RunPhase.Ended)
        {
            AnswerWith(table, slot);
        }
        else
        {
            _table = table;
            _slot = slot;
            info.Waiters.Add(this);
        }

        return AnswersItself;
    }

    protected override void Return() => _table = null;

    private void AnswerWith(RunTable<TOut> table, int slot)
    {
        ref RunInfo info = ref table.Shard.InfoOf(slot);
        if (info.Status == RunStatus.Completed)
        {
            Succeed(table.OutputOf(slot));
        }
        else
        {
            Refuse(info.Exception!);
        }
    }
}
