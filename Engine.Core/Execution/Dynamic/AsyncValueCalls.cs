using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>An asynchronous body with a value.</summary>
internal abstract class AsyncValueCall<TValue> : StepCall
{
    public sealed override bool IsAsynchronous => true;

    public sealed override Type ValueType => typeof(TValue);

    public sealed override Cell NewOutput() => new Cell<TValue>();

    public sealed override Cell NewPending() => new PendingCell<TValue>();

    public sealed override void OnCompleted(Cell[] cells, Action continuation) => Pending(cells).Awaiter.UnsafeOnCompleted(continuation);

    public sealed override void Complete(Cell[] cells)
    {
        TValue value = default!;
        PendingStep.End(ref Pending(cells).Awaiter, ref value);
        Keep(cells, value);
    }

    protected bool Start(Cell[] cells, in ValueTask<TValue> task)
    {
        TValue value = default!;
        if (!PendingStep.Start(in task, ref Pending(cells).Awaiter, ref value))
        {
            return false;
        }

        Keep(cells, value);
        return true;
    }

    // SAFETY: as for values; the cell comes from NewPending of this very call.
    private PendingCell<TValue> Pending(Cell[] cells) => Unsafe.As<PendingCell<TValue>>(cells[At.Pending]);
}

/// <summary>An asynchronous body of 0 inputs.</summary>
internal sealed class AsyncValueCall0<TValue>(Func<ValueTask<TValue>> body) : AsyncValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body());
    }
}

/// <summary>An asynchronous body of 1 input.</summary>
internal sealed class AsyncValueCall<T1, TValue>(Func<T1, ValueTask<TValue>> body) : AsyncValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body(Value<T1>(cells, At.First)));
    }
}

/// <summary>An asynchronous body of 2 inputs.</summary>
internal sealed class AsyncValueCall<T1, T2, TValue>(Func<T1, T2, ValueTask<TValue>> body) : AsyncValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body(Value<T1>(cells, At.First), Value<T2>(cells, At.Second)));
    }
}

/// <summary>An asynchronous body of 3 inputs.</summary>
internal sealed class AsyncValueCall<T1, T2, T3, TValue>(Func<T1, T2, T3, ValueTask<TValue>> body) : AsyncValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body(Value<T1>(cells, At.First), Value<T2>(cells, At.Second), Value<T3>(cells, At.Third)));
    }
}

/// <summary>An asynchronous body of 4 inputs.</summary>
internal sealed class AsyncValueCall<T1, T2, T3, T4, TValue>(Func<T1, T2, T3, T4, ValueTask<TValue>> body) : AsyncValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        return Start(cells, body(Value<T1>(cells, At.First), Value<T2>(cells, At.Second), Value<T3>(cells, At.Third), Value<T4>(cells, At.Fourth)));
    }
}
