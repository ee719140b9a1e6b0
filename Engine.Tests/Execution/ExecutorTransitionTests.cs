using Engine.Internal;

namespace Engine.Tests.Execution;

public class ExecutorTransitionTests
{
    [Fact]
    public void StepTransitions_every_pair_is_as_the_table_says()
    {
        var expected = new Dictionary<(StepStatus, StepEvent), StepStatus>
        {
            [(StepStatus.NotStarted, StepEvent.Returned)] = StepStatus.Completed,
            [(StepStatus.NotStarted, StepEvent.ConditionFalse)] = StepStatus.Skipped,
            [(StepStatus.NotStarted, StepEvent.Threw)] = StepStatus.Failed,
            [(StepStatus.NotStarted, StepEvent.Cancelled)] = StepStatus.Cancelled,
            [(StepStatus.NotStarted, StepEvent.DeadlinePassed)] = StepStatus.TimedOut,
        };
        foreach (StepStatus status in Enum.GetValues<StepStatus>())
        {
            foreach (StepEvent stepEvent in Enum.GetValues<StepEvent>())
            {
                Check(expected, status, stepEvent, StepTransitions.Next);
            }
        }
    }

    [Fact]
    public void RunTransitions_every_pair_is_as_the_table_says()
    {
        var expected = new Dictionary<(RunStatus, RunEvent), RunStatus>
        {
            [(RunStatus.Running, RunEvent.AllStepsEnded)] = RunStatus.Completed,
            [(RunStatus.Running, RunEvent.StepFailed)] = RunStatus.Failed,
            [(RunStatus.Running, RunEvent.CallerCancelled)] = RunStatus.Cancelled,
            [(RunStatus.Running, RunEvent.ObserverFailed)] = RunStatus.Failed,
            [(RunStatus.Completed, RunEvent.ObserverFailed)] = RunStatus.Failed,
            [(RunStatus.Failed, RunEvent.StepFailed)] = RunStatus.Failed,
            [(RunStatus.Failed, RunEvent.CallerCancelled)] = RunStatus.Failed,
            [(RunStatus.Failed, RunEvent.ObserverFailed)] = RunStatus.Failed,
            [(RunStatus.Failed, RunEvent.CompensationReturned)] = RunStatus.Compensated,
            [(RunStatus.Failed, RunEvent.CompensationThrew)] = RunStatus.CompensationFailed,
            [(RunStatus.Cancelled, RunEvent.StepFailed)] = RunStatus.Cancelled,
            [(RunStatus.Cancelled, RunEvent.CallerCancelled)] = RunStatus.Cancelled,
            [(RunStatus.Cancelled, RunEvent.ObserverFailed)] = RunStatus.Cancelled,
            [(RunStatus.Cancelled, RunEvent.CompensationReturned)] = RunStatus.Compensated,
            [(RunStatus.Cancelled, RunEvent.CompensationThrew)] = RunStatus.CompensationFailed,
            [(RunStatus.Compensated, RunEvent.ObserverFailed)] = RunStatus.Compensated,
            [(RunStatus.Compensated, RunEvent.CompensationReturned)] = RunStatus.Compensated,
            [(RunStatus.Compensated, RunEvent.CompensationThrew)] = RunStatus.CompensationFailed,
            [(RunStatus.CompensationFailed, RunEvent.ObserverFailed)] = RunStatus.CompensationFailed,
            [(RunStatus.CompensationFailed, RunEvent.CompensationReturned)] = RunStatus.CompensationFailed,
            [(RunStatus.CompensationFailed, RunEvent.CompensationThrew)] = RunStatus.CompensationFailed,
        };
        foreach (RunStatus status in Enum.GetValues<RunStatus>())
        {
            foreach (RunEvent runEvent in Enum.GetValues<RunEvent>())
            {
                Check(expected, status, runEvent, RunTransitions.Next);
            }
        }
    }

    private static void Check<TStatus, TEvent>(Dictionary<(TStatus, TEvent), TStatus> expected, TStatus status, TEvent what, Func<TStatus, TEvent, TStatus> next)
        where TStatus : struct
        where TEvent : struct
    {
        if (expected.TryGetValue((status, what), out TStatus after))
        {
            Assert.Equal(after, next(status, what));
        }
        else
        {
            InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => next(status, what));
            Assert.Contains($"{status}", thrown.Message, StringComparison.Ordinal);
        }
    }
}
