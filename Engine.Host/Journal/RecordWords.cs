using Engine.Internal;
using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>The words by which a journal's numbers are printed: one each, without blanks.</summary>
internal static class RecordWords
{
    public static string Of(RecordKind kind) => kind switch
    {
        RecordKind.Opened => "opened",
        RecordKind.Closed => "closed",
        RecordKind.Workflow => "workflow",
        RecordKind.RunStarted => "run-started",
        RecordKind.StepEnded => "step-ended",
        RecordKind.AttemptStarted => "attempt-started",
        RecordKind.AttemptFailed => "attempt-failed",
        RecordKind.RunStopped => "run-stopped",
        RecordKind.CompensationEnded => "compensation-ended",
        RecordKind.RunEnded => "run-ended",
        RecordKind.RunImage => "run-image",
        RecordKind.RunForgotten => "run-forgotten",
        RecordKind.RunPaused => "run-paused",
        RecordKind.RunResumed => "run-resumed",
        RecordKind.RunRetried => "run-retried",
        RecordKind.Numbered => "numbered",
        RecordKind.RunImageRest => "run-image-rest",
        RecordKind.RunCopied => "run-copied",
        _ => throw Unknown("kind of record", (byte)kind),
    };

    public static string Of(StepStatus status) => status switch
    {
        StepStatus.NotStarted => "not-started",
        StepStatus.Completed => "completed",
        StepStatus.Skipped => "skipped",
        StepStatus.Failed => "failed",
        StepStatus.Cancelled => "cancelled",
        StepStatus.TimedOut => "timed-out",
        _ => throw Unknown("status of a step", (byte)status),
    };

    public static string Of(RunStatus status) => status switch
    {
        RunStatus.Running => "running",
        RunStatus.Completed => "completed",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        RunStatus.Compensated => "compensated",
        RunStatus.CompensationFailed => "compensation-failed",
        _ => throw Unknown("status of a run", (byte)status),
    };

    public static string Of(RunPhase phase) => phase switch
    {
        RunPhase.Active => "active",
        RunPhase.Paused => "paused",
        RunPhase.Stopping => "stopping",
        RunPhase.Undoing => "undoing",
        RunPhase.Ending or RunPhase.Ended => "ended",
        _ => throw Unknown("phase of a run", (byte)phase),
    };

    private static JournalException Unknown(string what, byte value) =>
        new(JournalFault.WrongFormat, $"this version knows no {what} {value}. Read it with the version that wrote it.");
}
