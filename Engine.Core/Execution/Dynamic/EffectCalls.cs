namespace Engine.Internal;

/// <summary>A synchronous body without a value.</summary>
internal abstract class EffectCall : StepCall
{
    public override Type ValueType => typeof(void);

    public override Cell NewOutput() => new Cell<Nothing>();
}

/// <summary>A synchronous body of 0 inputs.</summary>
internal sealed class EffectCall0(StepEffect body) : EffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        body();
        cells[At.Output].HasRun = true;
        return true;
    }
}

/// <summary>A synchronous body of 1 input.</summary>
internal sealed class EffectCall<T1>(StepEffect<T1> body) : EffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        body(in Value<T1>(cells, At.First));
        cells[At.Output].HasRun = true;
        return true;
    }
}

/// <summary>A synchronous body of 2 inputs.</summary>
internal sealed class EffectCall<T1, T2>(StepEffect<T1, T2> body) : EffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        body(in Value<T1>(cells, At.First), in Value<T2>(cells, At.Second));
        cells[At.Output].HasRun = true;
        return true;
    }
}

/// <summary>A synchronous body of 3 inputs.</summary>
internal sealed class EffectCall<T1, T2, T3>(StepEffect<T1, T2, T3> body) : EffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        body(in Value<T1>(cells, At.First), in Value<T2>(cells, At.Second), in Value<T3>(cells, At.Third));
        cells[At.Output].HasRun = true;
        return true;
    }
}

/// <summary>A synchronous body of 4 inputs.</summary>
internal sealed class EffectCall<T1, T2, T3, T4>(StepEffect<T1, T2, T3, T4> body) : EffectCall
{
    public override bool Dispatch(Cell[] cells, in StepContext context)
    {
        Enter(cells, in context);
        body(in Value<T1>(cells, At.First), in Value<T2>(cells, At.Second), in Value<T3>(cells, At.Third), in Value<T4>(cells, At.Fourth));
        cells[At.Output].HasRun = true;
        return true;
    }
}
