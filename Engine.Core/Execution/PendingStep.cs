using System.ComponentModel;
using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine;

/// <summary>
/// What generated dispatch does with the task of an asynchronous step: takes the value of one that is complete, and keeps the
/// awaiter of one that is not in the state of the run.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PendingStep
{
    // A task that is complete is taken in the dispatch itself: a sixth less than with a call each. The rest
    // is out of line: the awaiters of all steps would otherwise be locals of one dispatch, cleared on each call of it. And the
    // task comes by `in`: the compiler then keeps one temporary for all steps of a type, where by value each call has one that
    // is cleared, too (128 steps: 3 KB for each step that starts, 40 ns).

    /// <summary>True: the task is complete and what it threw comes out. False: its awaiter waits in <paramref name="pending"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Start(in ValueTask task, ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter pending)
    {
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
            return true;
        }

        return Wait(in task, ref pending);
    }

    /// <summary>True: the value of the task is in <paramref name="value"/>. False: its awaiter waits in <paramref name="pending"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Start<T>(in ValueTask<T> task, ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, ref T value)
    {
        if (task.IsCompletedSuccessfully)
        {
            value = task.Result;
            return true;
        }

        return Wait(in task, ref pending, ref value);
    }

    /// <summary>The same for a step that may be skipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Start<T>(in ValueTask<T> task, ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, ref Maybe<T> value)
    {
        if (task.IsCompletedSuccessfully)
        {
            value = new Maybe<T>(task.Result);
            return true;
        }

        return Wait(in task, ref pending, ref value);
    }

    /// <summary>The task that a body has returned.</summary>
    /// <exception cref="InvalidOperationException">It is null: the step has failed.</exception>
    public static ValueTask Of(Task? task, string workflow, string step)
    {
        if (task is null)
        {
            ThrowExecution.NullTask(workflow, step);
        }

        return new ValueTask(task);
    }

    /// <summary>The same with a value.</summary>
    public static ValueTask<T> Of<T>(Task<T>? task, string workflow, string step)
    {
        if (task is null)
        {
            ThrowExecution.NullTask(workflow, step);
        }

        return new ValueTask<T>(task);
    }

    /// <summary>Takes the outcome of a pending task that has ended: what it threw comes out. The awaiter is gone either way.</summary>
    public static void End(ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter pending)
    {
        ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter = pending;
        pending = default;
        awaiter.GetResult();
    }

    /// <summary>Takes the value of a pending task that has ended.</summary>
    public static void End<T>(ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, ref T value)
    {
        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = pending;
        pending = default;
        value = awaiter.GetResult();
    }

    /// <summary>The same for a step that may be skipped.</summary>
    public static void End<T>(ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, ref Maybe<T> value)
    {
        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = pending;
        pending = default;
        value = new Maybe<T>(awaiter.GetResult());
    }

    /// <summary>
    /// A run that ended on the calling thread with an exception, as an asynchronous method would return it: cancelled for an
    /// <see cref="OperationCanceledException"/>, faulted for any other. Awaiting it throws the very object.
    /// </summary>
    public static ValueTask<TOut> Failed<TOut>(Exception exception)
    {
        var builder = AsyncValueTaskMethodBuilder<TOut>.Create();
        builder.SetException(exception);
        return builder.Task;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Wait(in ValueTask task, ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter pending)
    {
        ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            pending = awaiter;
            return false;
        }

        awaiter.GetResult();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Wait<T>(in ValueTask<T> task, ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, ref T value)
    {
        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            pending = awaiter;
            return false;
        }

        value = awaiter.GetResult();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Wait<T>(in ValueTask<T> task, ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, ref Maybe<T> value)
    {
        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            pending = awaiter;
            return false;
        }

        value = new Maybe<T>(awaiter.GetResult());
        return true;
    }
}
