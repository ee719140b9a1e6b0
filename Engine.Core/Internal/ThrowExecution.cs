using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Engine.Internal;

/// <summary>The exceptions of executors: one method per error, off the hot paths.</summary>
[StackTraceHidden]
internal static class ThrowExecution
{
    [DoesNotReturn]
    public static void AsynchronousInline(string workflow, string step) => throw new InvalidOperationException(
        $"Step '{step}' of workflow '{workflow}' is asynchronous, so the workflow cannot run inline. Use RunAsync.");

    [DoesNotReturn]
    public static void DelayInline(string workflow, string step) => throw new InvalidOperationException(
        $"Step '{step}' of workflow '{workflow}' waits between its attempts, so the workflow cannot run inline. Use RunAsync, or take DelayMs away.");

    [DoesNotReturn]
    public static void AsynchronousParallel(string workflow, string step) => throw new InvalidOperationException(
        $"Step '{step}' of workflow '{workflow}' is asynchronous, so the workflow cannot run in parallel on threads. Use RunAsync.");

    [DoesNotReturn]
    public static void DelayParallel(string workflow, string step) => throw new InvalidOperationException(
        $"Step '{step}' of workflow '{workflow}' waits between its attempts, so the workflow cannot run in parallel on threads. Use RunAsync, or take DelayMs away.");

    [DoesNotReturn]
    public static void TooManySteps(string workflow, int stepCount, int limit) => throw new InvalidOperationException(
        $"Workflow '{workflow}' has {stepCount} steps; a workflow has at most {limit}.");

    [DoesNotReturn]
    public static void TooManyElements(string workflow, string step, int count, int limit) => throw new InvalidOperationException(
        $"Step '{step}' of workflow '{workflow}' got {count} elements and takes at most {limit}. Raise Max in its [Map], or hand over fewer.");

    [DoesNotReturn]
    public static void NothingReady(string workflow, int ended, int stepCount) => throw new InvalidOperationException(
        $"Workflow '{workflow}' cannot go on: {ended} of {stepCount} steps have ended, none runs and none is ready. Its predecessor counts do not fit its edges.");

    [DoesNotReturn]
    public static StepStatus StepHasEnded(StepStatus status, StepEvent stepEvent) => throw new InvalidOperationException(
        $"A step that is {status} cannot take {stepEvent}: how a step ended is written once.");

    [DoesNotReturn]
    public static RunStatus RunCannotTake(RunStatus status, RunEvent runEvent) => throw new InvalidOperationException(
        $"A run that is {status} cannot take {runEvent}.");

    [DoesNotReturn]
    public static void NullTask(string workflow, string step) => throw new InvalidOperationException(
        $"Step '{step}' of workflow '{workflow}' returned null in place of a task. Return Task.CompletedTask or Task.FromResult(value), or make the method async.");

    [DoesNotReturn]
    public static void ResultPending() => throw new InvalidOperationException(
        "The result of this run is not there yet. Await its task, or turn it into a Task with AsTask() where a thread has to block.");

    [DoesNotReturn]
    public static void AwaitedTwice() => throw new InvalidOperationException(
        "The task of a run was awaited before, and the run's object may serve another run by now. Await it once, or turn it into a Task with AsTask().");

    [DoesNotReturn]
    public static void EndedTwice() => throw new InvalidOperationException("A run ends once.");

    [DoesNotReturn]
    public static void ShortBatch(string workflow, string name, int length, int inputs) => throw new ArgumentException(
        $"The batch of workflow '{workflow}' has {inputs} inputs and {name} for {length}. Pass {name} at least as long as the inputs.", name);
}
