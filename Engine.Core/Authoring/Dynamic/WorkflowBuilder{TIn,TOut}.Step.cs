using Engine.Internal;

namespace Engine;

/// <content>Synchronous steps with a value.</content>
public sealed partial class WorkflowBuilder<TIn, TOut>
{
    /// <summary>Adds a synchronous step that computes a value from the values of others.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <returns>The slot of the value, to be taken by other steps and given conditions and policies.</returns>
    /// <exception cref="InvalidOperationException">The workflow has been built.</exception>
    public Slot<TValue> Step<TValue>(string name, StepBody<TValue> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new ValueCall0<TValue>(body), []);
    }

    /// <summary>Adds a synchronous step that computes a value from the values of others.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Step{TValue}(string, StepBody{TValue})"/>
    public Slot<TValue> Step<T1, TValue>(string name, Slot<T1> first, StepBody<T1, TValue> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new ValueCall<T1, TValue>(body), [first]);
    }

    /// <summary>Adds a synchronous step that computes a value from the values of others.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Step{TValue}(string, StepBody{TValue})"/>
    public Slot<TValue> Step<T1, T2, TValue>(string name, Slot<T1> first, Slot<T2> second, StepBody<T1, T2, TValue> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new ValueCall<T1, T2, TValue>(body), [first, second]);
    }

    /// <summary>Adds a synchronous step that computes a value from the values of others.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="third">The body's third argument: another value.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Step{TValue}(string, StepBody{TValue})"/>
    public Slot<TValue> Step<T1, T2, T3, TValue>(string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, StepBody<T1, T2, T3, TValue> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new ValueCall<T1, T2, T3, TValue>(body), [first, second, third]);
    }

    /// <summary>Adds a synchronous step that computes a value from the values of others.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="third">The body's third argument: another value.</param>
    /// <param name="fourth">The body's fourth argument: another value.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Step{TValue}(string, StepBody{TValue})"/>
    public Slot<TValue> Step<T1, T2, T3, T4, TValue>(string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Slot<T4> fourth, StepBody<T1, T2, T3, T4, TValue> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new ValueCall<T1, T2, T3, T4, TValue>(body), [first, second, third, fourth]);
    }

    /// <summary>The same with any number of inputs, which the body asks for by position.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="inputs">The values that the step takes.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Step{TValue}(string, StepBody{TValue})"/>
    public Slot<TValue> Step<TValue>(string name, ReadOnlySpan<Slot> inputs, StepBody<StepInputs, TValue> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new ValueCall<StepInputs, TValue>(body), inputs, isGathered: true);
    }
}
