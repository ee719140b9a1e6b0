using Engine.Internal;

namespace Engine;

/// <content>Asynchronous steps with a value.</content>
public sealed partial class WorkflowBuilder<TIn, TOut>
{
    /// <summary>Adds an asynchronous step with a value. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <returns>The slot of the value, to be taken by other steps and given conditions and policies.</returns>
    /// <exception cref="InvalidOperationException">The workflow has been built.</exception>
    public Slot<TValue> StepAsync<TValue>(string name, Func<ValueTask<TValue>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new AsyncValueCall0<TValue>(body), []);
    }

    /// <summary>Adds an asynchronous step with a value. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="StepAsync{TValue}(string, Func{ValueTask{TValue}})"/>
    public Slot<TValue> StepAsync<T1, TValue>(string name, Slot<T1> first, Func<T1, ValueTask<TValue>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new AsyncValueCall<T1, TValue>(body), [first]);
    }

    /// <summary>Adds an asynchronous step with a value. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="StepAsync{TValue}(string, Func{ValueTask{TValue}})"/>
    public Slot<TValue> StepAsync<T1, T2, TValue>(string name, Slot<T1> first, Slot<T2> second, Func<T1, T2, ValueTask<TValue>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new AsyncValueCall<T1, T2, TValue>(body), [first, second]);
    }

    /// <summary>Adds an asynchronous step with a value. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="third">The body's third argument: another value.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="StepAsync{TValue}(string, Func{ValueTask{TValue}})"/>
    public Slot<TValue> StepAsync<T1, T2, T3, TValue>(string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Func<T1, T2, T3, ValueTask<TValue>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new AsyncValueCall<T1, T2, T3, TValue>(body), [first, second, third]);
    }

    /// <summary>Adds an asynchronous step with a value. It starts the moment its inputs exist.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="first">The body's first argument: which value it takes.</param>
    /// <param name="second">The body's second argument: another value.</param>
    /// <param name="third">The body's third argument: another value.</param>
    /// <param name="fourth">The body's fourth argument: another value.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="StepAsync{TValue}(string, Func{ValueTask{TValue}})"/>
    public Slot<TValue> StepAsync<T1, T2, T3, T4, TValue>(string name, Slot<T1> first, Slot<T2> second, Slot<T3> third, Slot<T4> fourth, Func<T1, T2, T3, T4, ValueTask<TValue>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new AsyncValueCall<T1, T2, T3, T4, TValue>(body), [first, second, third, fourth]);
    }

    /// <summary>The same with any number of inputs, which the body asks for by position.</summary>
    /// <param name="name">The step's name, unique in the workflow.</param>
    /// <param name="inputs">The values that the step takes.</param>
    /// <param name="body">What the step does: its task completes when the step has ended. Shared by all runs, which may run at the same time.</param>
    /// <inheritdoc cref="StepAsync{TValue}(string, Func{ValueTask{TValue}})"/>
    public Slot<TValue> StepAsync<TValue>(string name, ReadOnlySpan<Slot> inputs, Func<StepInputs, ValueTask<TValue>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _draft.Add<TValue>(name, new AsyncValueCall<StepInputs, TValue>(body), inputs, isGathered: true);
    }
}
