namespace Engine.Internal;

/// <summary>Statuses as tags: one boxed string each, made once.</summary>
internal static class Words
{
    public static string Of(StepStatus status) => status switch
    {
        StepStatus.Completed => "completed",
        StepStatus.Skipped => "skipped",
        StepStatus.Failed => "failed",
        StepStatus.Cancelled => "cancelled",
        StepStatus.TimedOut => "timed_out",
        _ => "not_started",
    };

    public static string Of(RunStatus status) => status switch
    {
        RunStatus.Completed => "completed",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        RunStatus.Compensated => "compensated",
        RunStatus.CompensationFailed => "compensation_failed",
        _ => "running",
    };
}
