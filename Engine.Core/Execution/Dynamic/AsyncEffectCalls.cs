using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>An asynchronous body without a value.</summary>
internal abstract class AsyncEffectCall : StepCall
{
    public sealed override bool IsAsynchronous => true;

    public sealed override Type ValueType => typeof(void);

    public sealed override Cell NewOutput() => new Cell<Nothing>();

    public sealed override Cell NewPending() => new PendingCell();

    public sealed override void OnCompleted(Cell[] cells, Action continuation) => Pending(cells).Awaiter.UnsafeOnCompleted(continuation);

    public sealed override void Complete(Cell[] cells)
    {
        PendingStep.End(ref Pending(cells).Awaiter);
        cells[At.Output].HasRun = true;
    }

    protected bool Start(Cell[] cells, in ValueTask task)
    {
        if (!PendingStep.Start(in task, ref Pending(cells).Awaiter))
        {
            return false;
        }

        cells[At.Output].HasRun = true;
        return true;
    }

    // SAFETY: as for values; the cell comes from NewPending of this very call.
    private PendingCell Pending(Cell[] cells) => Unsafe.As<PendingCell>(cells[At.Pending]);
}

/// <summary>An asynchronous body of 0 inputs.</summary>
internal sealed class AsyncEffectCall0(Func<ValueTask> body) : AsyncEffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body());
    }
}

/// <summary>An asynchronous body of 1 input.</summary>
internal sealed class AsyncEffectCall<T1>(Func<T1, ValueTask> body) : AsyncEffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body(Value<T1>(cells, At.First)));
    }
}

/// <summary>An asynchronous body of 2 inputs.</summary>
internal sealed class AsyncEffectCall<T1, T2>(Func<T1, T2, ValueTask> body) : AsyncEffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body(Value<T1>(cells, At.First), Value<T2>(cells, At.Second)));
    }
}

/// <summary>An asynchronous body of 3 inputs.</summary>
internal sealed class AsyncEffectCall<T1, T2, T3>(Func<T1, T2, T3, ValueTask> body) : AsyncEffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body(Value<T1>(cells, At.First), Value<T2>(cells, At.Second), Value<T3>(cells, At.Third)));
    }
}

/// <summary>An asynchronous body of 4 inputs.</summary>
internal sealed class AsyncEffectCall<T1, T2, T3, T4>(Func<T1, T2, T3, T4, ValueTask> body) : AsyncEffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body(Value<T1>(cells, At.First), Value<T2>(cells, At.Second), Value<T3>(cells, At.Third), Value<T4>(cells, At.Fourth)));
    }
}
