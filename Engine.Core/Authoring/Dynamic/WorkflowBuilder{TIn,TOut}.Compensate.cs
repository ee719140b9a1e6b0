using Engine.Internal;

namespace Engine;

/// <content>What undoes steps.</content>
public sealed partial class WorkflowBuilder<TIn, TOut>
{
    /// <summary>
    /// Says how a step is undone when it has completed and the run fails or is cancelled; compensations run in reverse order of
    /// completion. It may take the step's own value, the workflow's input, and what has certainly ended before the step.
    /// </summary>
    /// <param name="step">The step that is undone.</param>
    /// <param name="name">The compensation's name, unique in the workflow.</param>
    /// <param name="body">What undoes the step.</param>
    /// <returns>The compensation, to be given a policy.</returns>
    /// <exception cref="InvalidOperationException">The workflow has been built.</exception>
    public Slot Compensate(Slot step, string name, StepEffect body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new EffectCall0(body), []);
    }

    /// <inheritdoc cref="Compensate(Slot, string, StepEffect)"/>
    public Slot Compensate<T1>(Slot step, string name, Slot<T1> first, StepEffect<T1> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new EffectCall<T1>(body), [first]);
    }

    /// <inheritdoc cref="Compensate(Slot, string, StepEffect)"/>
    public Slot Compensate<T1, T2>(Slot step, string name, Slot<T1> first, Slot<T2> second, StepEffect<T1, T2> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new EffectCall<T1, T2>(body), [first, second]);
    }

    /// <inheritdoc cref="Compensate(Slot, string, StepEffect)"/>
    public Slot Compensate<T1, T2, T3>(Slot step, string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, StepEffect<T1, T2, T3> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new EffectCall<T1, T2, T3>(body), [first, second, third]);
    }

    /// <inheritdoc cref="Compensate(Slot, string, StepEffect)"/>
    public Slot Compensate<T1, T2, T3, T4>(Slot step, string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Slot<T4> fourth, StepEffect<T1, T2, T3, T4> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new EffectCall<T1, T2, T3, T4>(body), [first, second, third, fourth]);
    }

    /// <summary>
    /// Says how a step is undone when it has completed and the run fails or is cancelled; compensations run in reverse order of
    /// completion. It may take the step's own value, the workflow's input, and what has certainly ended before the step.
    /// </summary>
    /// <param name="step">The step that is undone.</param>
    /// <param name="name">The compensation's name, unique in the workflow.</param>
    /// <param name="body">What undoes the step.</param>
    /// <returns>The compensation, to be given a policy.</returns>
    /// <exception cref="InvalidOperationException">The workflow has been built.</exception>
    public Slot CompensateAsync(Slot step, string name, Func<ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new AsyncEffectCall0(body), []);
    }

    /// <inheritdoc cref="CompensateAsync(Slot, string, Func{ValueTask})"/>
    public Slot CompensateAsync<T1>(Slot step, string name, Slot<T1> first, Func<T1, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new AsyncEffectCall<T1>(body), [first]);
    }

    /// <inheritdoc cref="CompensateAsync(Slot, string, Func{ValueTask})"/>
    public Slot CompensateAsync<T1, T2>(Slot step, string name, Slot<T1> first, Slot<T2> second, Func<T1, T2, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new AsyncEffectCall<T1, T2>(body), [first, second]);
    }

    /// <inheritdoc cref="CompensateAsync(Slot, string, Func{ValueTask})"/>
    public Slot CompensateAsync<T1, T2, T3>(Slot step, string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Func<T1, T2, T3, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new AsyncEffectCall<T1, T2, T3>(body), [first, second, third]);
    }

    /// <inheritdoc cref="CompensateAsync(Slot, string, Func{ValueTask})"/>
    public Slot CompensateAsync<T1, T2, T3, T4>(Slot step, string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Slot<T4> fourth, Func<T1, T2, T3, T4, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.AddCompensation(step, name, new AsyncEffectCall<T1, T2, T3, T4>(body), [first, second, third, fourth]);
    }
}
