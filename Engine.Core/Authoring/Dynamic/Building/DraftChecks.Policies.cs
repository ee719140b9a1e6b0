namespace Engine.Internal;

/// <content>Policies and compensations.</content>
internal sealed partial class DraftChecks
{
    private const int MaxRetries = 1_000_000;
    private const int DayMs = 24 * 60 * 60 * 1000;

    private void CheckPolicy(StepDraft step)
    {
        if (!isChecked)
        {
            return;
        }

        if (step.RetryCount > 1 || step.TimeoutCount > 1)
        {
            report.Error(BuildRules.NoEffect, step.RetryCount > 1 ? "Retry" : "Timeout", step.Name, "it is given twice, and the last one counts; remove the others");
        }

        if (step.RetryCount > 0)
        {
            CheckRetry(step, step.Policy);
        }

        if (step.TimeoutCount > 0)
        {
            if (step.Policy.TimeoutMs < 1)
            {
                report.Error(BuildRules.BadOption, "Timeout", step.Name, $"{step.Policy.TimeoutMs} milliseconds are no time; give 1 or more");
            }
            else if (!step.Takes(SlotKind.Token))
            {
                report.Error(BuildRules.TimeoutWithoutToken, step.Title);
            }
        }
    }

    private void CheckRetry(StepDraft step, in StepPolicy policy)
    {
        if (policy.Retries is < 1 or > MaxRetries)
        {
            Complain(step, $"{policy.Retries} retries; give 1 to 1,000,000");
        }

        if (policy.RetryOn is { } type && !type.IsAssignableTo(typeof(Exception)))
        {
            Complain(step, $"'{BuildReport.TypeName(type)}' is no type of exception; give one that derives from Exception");
        }

        if (policy.DelayMs is < 0 or > DayMs)
        {
            Complain(step, $"DelayMs is {policy.DelayMs}; give 0 to {DayMs}, a day");
            return;
        }

        if (policy.Backoff > Backoff.Exponential)
        {
            Complain(step, $"Backoff {(int)policy.Backoff} is none of its members; give Constant, Linear or Exponential");
        }

        if (policy.MaxDelayMs is < 0 or > DayMs)
        {
            Complain(step, $"MaxDelayMs is {policy.MaxDelayMs}; give 0 to {DayMs}, a day");
            return;
        }

        if (policy.DelayMs == 0)
        {
            string? idle = policy.Backoff > 0 ? "Backoff" : policy.MaxDelayMs > 0 ? "MaxDelayMs" : policy.Jitter ? "Jitter" : null;
            if (idle is not null)
            {
                Complain(step, $"{idle} has no effect without a delay; set DelayMs");
            }
        }
        else if (policy.MaxDelayMs > 0 && policy.MaxDelayMs < policy.DelayMs)
        {
            Complain(step, $"MaxDelayMs {policy.MaxDelayMs} is below DelayMs {policy.DelayMs}; raise it or remove it");
        }
        else if (policy.MaxDelayMs > 0 && policy.Backoff == Backoff.Constant)
        {
            Complain(step, "MaxDelayMs has no effect on a constant delay; set Backoff or remove it");
        }
    }

    private void Complain(StepDraft step, string complaint) => report.Error(BuildRules.BadOption, "Retry", step.Name, complaint);

    private void CheckCompensation(StepDraft compensation)
    {
        if (compensation.Conditions.Count > 0 || compensation.Follows.Count > 0)
        {
            string title = compensation.Conditions.Count > 0 ? compensation.Conditions[0].Title : "After";
            report.Error(BuildRules.NoEffect, title, compensation.Name, "a compensation runs when its step has completed and the run fails; remove it");
        }

        StepDraft step = compensation.Undoes!;
        if (step.Compensation is { } first)
        {
            report.Error(BuildRules.SecondCompensation, step.Name, first.Name, compensation.Name);
            return;
        }

        step.Compensation = compensation;
    }

    /// <summary>A compensation may take its step's own value, the input, and what has certainly ended, or as Maybe&lt;T&gt; at least ended, before its step.</summary>
    private void CheckCompensationInputs(DraftGraph graph)
    {
        foreach (StepDraft compensation in draft.Compensations)
        {
            StepDraft step = compensation.Undoes!;
            foreach (Slot input in compensation.Inputs)
            {
                if (input.Step is not { } producer || producer == step)
                {
                    continue;
                }

                bool isBefore = graph.IsBefore(producer.Number, step.Number);
                if (isBefore && (input.Kind == SlotKind.Maybe || DraftGuard.Implies(step.Guard, producer.Guard)))
                {
                    continue;
                }

                string mend = isBefore
                    ? $"it may have been skipped, so take Maybe<{BuildReport.TypeName(input.ValueType)}>"
                    : graph.IsBefore(step.Number, producer.Number)
                    ? $"it waits for '{step.Name}' itself, so keep what is needed in the value of '{step.Name}', or compensate '{producer.Name}'"
                    : $"nothing orders it before '{step.Name}', so let '{step.Name}' come after it or keep what is needed in the value of '{step.Name}'";
                report.Error(BuildRules.CompensationInput, input.Name, compensation.Name, producer.Name, step.Name, mend);
            }
        }
    }
}
