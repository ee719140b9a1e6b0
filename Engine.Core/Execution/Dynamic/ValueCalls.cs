namespace Engine.Internal;

// One class for each number of inputs, and nothing shared between them but the base: a dispatch is one virtual call and one
// call of the delegate.

/// <summary>A synchronous body with a value.</summary>
internal abstract class ValueCall<TValue> : StepCall
{
    public override Type ValueType => typeof(TValue);

    public override Cell NewOutput() => new Cell<TValue>();
}

/// <summary>A synchronous body of 0 inputs.</summary>
internal sealed class ValueCall0<TValue>(StepBody<TValue> body) : ValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        Keep(cells, body());
        return true;
    }
}

/// <summary>A synchronous body of 1 input.</summary>
internal sealed class ValueCall<T1, TValue>(StepBody<T1, TValue> body) : ValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        Keep(cells, body(in Value<T1>(cells, At.First)));
        return true;
    }
}

/// <summary>A synchronous body of 2 inputs.</summary>
internal sealed class ValueCall<T1, T2, TValue>(StepBody<T1, T2, TValue> body) : ValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        Keep(cells, body(in Value<T1>(cells, At.First), in Value<T2>(cells, At.Second)));
        return true;
    }
}

/// <summary>A synchronous body of 3 inputs.</summary>
internal sealed class ValueCall<T1, T2, T3, TValue>(StepBody<T1, T2, T3, TValue> body) : ValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        Keep(cells, body(in Value<T1>(cells, At.First), in Value<T2>(cells, At.Second), in Value<T3>(cells, At.Third)));
        return true;
    }
}

/// <summary>A synchronous body of 4 inputs.</summary>
internal sealed class ValueCall<T1, T2, T3, T4, TValue>(StepBody<T1, T2, T3, T4, TValue> body) : ValueCall<TValue>
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        Keep(cells, body(in Value<T1>(cells, At.First), in Value<T2>(cells, At.Second), in Value<T3>(cells, At.Third), in Value<T4>(cells, At.Fourth)));
        return true;
    }
}
