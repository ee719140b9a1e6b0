using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution.Simulation;

/// <summary>
/// What a run means, as naively as it can be said: who has ended, with which value, in which order. It shares no table and no
/// code with the executors or with the definition that they run; it reads the steps as they were declared.
/// </summary>
internal sealed class ReferenceRun(DynamicPlan plan, long input)
{
    private readonly Dictionary<int, StepStatus> _statuses = [];
    private readonly Dictionary<int, long> _values = [];
    private readonly Dictionary<int, long> _cells = [];
    private readonly List<int> _completed = [];

    public IReadOnlyDictionary<int, StepStatus> Statuses => _statuses;

    public IReadOnlyDictionary<int, long> Values => _values;

    /// <summary>The run in plan order, if every body returns.</summary>
    public static ReferenceRun InPlanOrder(DynamicPlan plan, long input)
    {
        var run = new ReferenceRun(plan, input);
        for (int stepIndex = 0; stepIndex < plan.Steps.Length; stepIndex++)
        {
            if (run.IsSkipped(stepIndex))
            {
                run.End(stepIndex, StepStatus.Skipped);
            }
            else
            {
                run.End(stepIndex, StepStatus.Completed);
            }
        }

        return run;
    }

    /// <summary>Every step that it follows, by data, condition or order, has completed or was skipped.</summary>
    public bool IsReady(int stepIndex) => plan.Steps[stepIndex].Producers.All(
        producer => _statuses.TryGetValue(producer, out StepStatus status) && status is StepStatus.Completed or StepStatus.Skipped);

    /// <summary>A value it needs is absent, or one of its conditions does not hold.</summary>
    public bool IsSkipped(int stepIndex)
    {
        DynamicStep step = plan.Steps[stepIndex];
        if (step.Inputs.Any(taken => !taken.IsMaybe && !_values.ContainsKey(taken.Producer)))
        {
            return true;
        }

        foreach (IGrouping<int, StepGuard> guards in step.Guards.GroupBy(static guard => guard.Producer))
        {
            if (!_values.TryGetValue(guards.Key, out long value))
            {
                return true;
            }

            StepGuard[] cases = [.. guards.Where(static guard => guard.Kind == GuardKind.Case)];
            if ((cases.Length > 0 && cases.All(guard => guard.Value != value))
                || guards.Any(static guard => guard.Kind == GuardKind.When) && value == 0
                || guards.Any(static guard => guard.Kind == GuardKind.Unless) && value == 1
                || guards.Any(static guard => guard.Kind == GuardKind.Default) && IsNamedByACase(guards.Key, value))
            {
                return true;
            }
        }

        return false;
    }

    public Maybe<long>[] Inputs(int stepIndex) =>
        [.. plan.Steps[stepIndex].Inputs.Select(taken => _values.TryGetValue(taken.Producer, out long value) ? value : Maybe<long>.None)];

    public void End(int stepIndex, StepStatus status)
    {
        DynamicStep step = plan.Steps[stepIndex];
        if (status == StepStatus.Completed)
        {
            long cell = _cells.GetValueOrDefault(step.Cell);
            _values[stepIndex] = step.Compute(input, Inputs(stepIndex), step.Cell < 0 ? 0 : cell);
            _completed.Add(stepIndex);
            if (step.Cell >= 0)
            {
                _cells[step.Cell] = step.NextCell(cell);
            }
        }

        _statuses.Add(stepIndex, status);
    }

    /// <summary>The completed steps that have a compensation, the last completed first.</summary>
    public IEnumerable<int> ToUndo() => _completed.AsEnumerable().Reverse().Where(stepIndex => plan.Steps[stepIndex].Compensation is not null);

    private bool IsNamedByACase(int producer, long value) => plan.Steps.Any(
        step => step.Guards.Any(guard => guard.Kind == GuardKind.Case && guard.Producer == producer && guard.Value == value));
}
