using Engine.Internal;

namespace Engine;

/// <content>Asynchronous steps without a value.</content>
public sealed partial class WorkflowBuilder<TIn, TOut>
{
    /// <summary>Adds an asynchronous step that works by its effect. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <returns>The slot of the step, to be taken by other steps and given conditions and policies.</returns>
    /// <exception cref="InvalidOperationException">The workflow has been built.</exception>
    public Slot EffectAsync(string name, Func<ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new AsyncEffectCall0(body), []);
    }

    /// <summary>Adds an asynchronous step that works by its effect. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="EffectAsync(string, Func{ValueTask})"/>
    public Slot EffectAsync<T1>(string name, Slot<T1> first, Func<T1, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new AsyncEffectCall<T1>(body), [first]);
    }

    /// <summary>Adds an asynchronous step that works by its effect. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="EffectAsync(string, Func{ValueTask})"/>
    public Slot EffectAsync<T1, T2>(string name, Slot<T1> first, Slot<T2> second, Func<T1, T2, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new AsyncEffectCall<T1, T2>(body), [first, second]);
    }

    /// <summary>Adds an asynchronous step that works by its effect. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="third">The body's third argument: another value.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="EffectAsync(string, Func{ValueTask})"/>
    public Slot EffectAsync<T1, T2, T3>(string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Func<T1, T2, T3, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new AsyncEffectCall<T1, T2, T3>(body), [first, second, third]);
    }

    /// <summary>Adds an asynchronous step that works by its effect. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="third">The body's third argument: another value.</param>
    /// <param name="fourth">The body's fourth argument: another value.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="EffectAsync(string, Func{ValueTask})"/>
    public Slot EffectAsync<T1, T2, T3, T4>(string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Slot<T4> fourth, Func<T1, T2, T3, T4, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new AsyncEffectCall<T1, T2, T3, T4>(body), [first, second, third, fourth]);
    }

    /// <summary>The same with any number of inputs, which the body asks for by position.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="inputs">The values that the step takes.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="EffectAsync(string, Func{ValueTask})"/>
    public Slot EffectAsync(string name, ReadOnlySpan<Slot> inputs, Func<StepInputs, ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add(name, new AsyncEffectCall<StepInputs>(body), inputs, isGathered: true);
    }
}
