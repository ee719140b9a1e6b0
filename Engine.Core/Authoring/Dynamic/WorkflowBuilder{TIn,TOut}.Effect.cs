using Engine.Internal;

namespace Engine;

/// <content>Synchronous steps without a value.</content>
public sealed partial class WorkflowBuilder<TIn, TOut>
{
    /// <summary>Adds a synchronous step that works by its effect.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <returns>The slot of the step, to be taken by other steps and given conditions and policies.</returns>
    /// <exception cref="InvalidOperationException">The workflow has been built.</exception>
    public Slot Effect(string name, StepEffect body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new EffectCall0(body), []);
    }

    /// <summary>Adds a synchronous step that works by its effect.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Effect(string, StepEffect)"/>
    public Slot Effect<T1>(string name, Slot<T1> first, StepEffect<T1> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new EffectCall<T1>(body), [first]);
    }

    /// <summary>Adds a synchronous step that works by its effect.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Effect(string, StepEffect)"/>
    public Slot Effect<T1, T2>(string name, Slot<T1> first, Slot<T2> second, StepEffect<T1, T2> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new EffectCall<T1, T2>(body), [first, second]);
    }

    /// <summary>Adds a synchronous step that works by its effect.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="third">The body's third argument: another value.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Effect(string, StepEffect)"/>
    public Slot Effect<T1, T2, T3>(string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, StepEffect<T1, T2, T3> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new EffectCall<T1, T2, T3>(body), [first, second, third]);
    }

    /// <summary>Adds a synchronous step that works by its effect.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="third">The body's third argument: another value.</param>
    /// <param name="fourth">The body's fourth argument: another value.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Effect(string, StepEffect)"/>
    public Slot Effect<T1, T2, T3, T4>(string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Slot<T4> fourth, StepEffect<T1, T2, T3, T4> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new EffectCall<T1, T2, T3, T4>(body), [first, second, third, fourth]);
    }

    /// <summary>The same with any number of inputs, which the body asks for by position.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="inputs">The values that the step takes.</param>
    /// <param name="body">What the step does. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="Effect(string, StepEffect)"/>
    public Slot Effect(string name, ReadOnlySpan<Slot> inputs, StepEffect<StepInputs> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new EffectCall<StepInputs>(body), inputs, isGathered: true);
    }
}
