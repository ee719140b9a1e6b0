using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>Every small workflow: all edges, all assignments of synchronous and asynchronous bodies, all orders in which they end.</summary>
public class SmallWorkflowTests
{
    private const int Nobody = -1;

    [Fact]
    public void Every_workflow_of_up_to_four_steps_agrees_with_the_reference_in_every_order()
    {
        int runs = 0;
        for (int count = 1; count <= 4; count++)
        {
            foreach (DynamicPlan plan in AllPlans(count, isUndone: false))
            {
                runs += RunAll(plan, Nobody, Ending.Value, -1);
            }
        }

        Assert.InRange(runs, 1_500, 20_000);
    }

    [Fact]
    public void Every_workflow_of_up_to_three_steps_with_a_failure_agrees_with_the_reference_in_every_order()
    {
        for (int count = 1; count <= 3; count++)
        {
            foreach (DynamicPlan plan in AllPlans(count, isUndone: true))
            {
                for (int failing = 0; failing < count; failing++)
                {
                    RunAll(plan, failing, Ending.Throw, -1);
                }
            }
        }
    }

    [Fact]
    public void Every_workflow_of_up_to_three_steps_cancelled_anywhere_agrees_with_the_reference_in_every_order()
    {
        for (int count = 1; count <= 3; count++)
        {
            foreach (DynamicPlan plan in AllPlans(count, isUndone: true))
            {
                for (int action = 0; action <= count; action++)
                {
                    RunAll(plan, Nobody, Ending.Obey, action);
                }
            }
        }
    }

    [Fact]
    public void Every_synchronous_workflow_of_up_to_four_steps_agrees_with_the_reference_whichever_worker_takes_each_turn()
    {
        int runs = 0;
        for (int count = 1; count <= 4; count++)
        {
            foreach (DynamicPlan plan in AllPlans(count, isUndone: count < 4).Where(IsSynchronous))
            {
                runs += RunAll(plan, Nobody, Ending.Value, -1, ExecutorKind.Parallel);
            }
        }

        Assert.InRange(runs, 1_500, 200_000);
    }

    [Fact]
    public void Every_synchronous_workflow_of_up_to_three_steps_with_a_failure_agrees_with_the_reference_whichever_worker_takes_each_turn()
    {
        for (int count = 1; count <= 3; count++)
        {
            foreach (DynamicPlan plan in AllPlans(count, isUndone: true).Where(IsSynchronous))
            {
                for (int failing = 0; failing < count; failing++)
                {
                    RunAll(plan, failing, Ending.Throw, -1, ExecutorKind.Parallel, isInterrupted: true);
                }
            }
        }
    }

    private static bool IsSynchronous(DynamicPlan plan) => plan.Steps.All(static step => step.Body == BodyKind.Synchronous);

    private static int RunAll(DynamicPlan plan, int failing, Ending ending, int cancelBefore, ExecutorKind kind = ExecutorKind.Async, bool isInterrupted = false)
    {
        int runs = 0;
        var choices = new AllChoices();
        do
        {
            runs++;
            bool isFirstChoice = true;
            World world = Make(plan, failing, ending, cancelBefore, choices.Next, isInterrupted);
            World unwatched = Make(plan, failing, ending, cancelBefore, choice =>
            {
                if (isFirstChoice)
                {
                    choices.Rewind();
                    isFirstChoice = false;
                }

                return choices.Next(choice);
            }, isInterrupted);
            List<string> wrong = SimulatedRun.Compare(world, unwatched, kind, 0);
            if (wrong.Count > 0)
            {
                Assert.Fail($"{plan}choices ({choices}), failing {failing}, cancelled before {cancelBefore}:\n{string.Join("\n", wrong)}\n{string.Join("\n", world.Trace)}");
            }
        }
        while (choices.MoveNext());
        return runs;
    }

    private static World Make(DynamicPlan plan, int failing, Ending ending, int cancelBefore, Func<int, int> choose, bool isInterrupted) => new(
        plan,
        (index, _) => new Outcome(index == failing || failing == Nobody ? ending : Ending.Value) { IsLater = plan.Body(index) == BodyKind.Asynchronous, IsInterrupted = isInterrupted },
        choose)
    {
        CancelBefore = cancelBefore,
    };

    private static IEnumerable<DynamicPlan> AllPlans(int count, bool isUndone)
    {
        for (int edges = 0; edges < 1 << (count * (count - 1) / 2); edges++)
        {
            for (int bodies = 0; bodies < 1 << count; bodies++)
            {
                var steps = new DynamicStep[count];
                int bit = 0;
                for (int to = 0; to < count; to++)
                {
                    List<StepInput> inputs = [];
                    for (int from = 0; from < to; from++, bit++)
                    {
                        if (((edges >> bit) & 1) != 0)
                        {
                            inputs.Add(new StepInput(from));
                        }
                    }

                    steps[to] = new DynamicStep
                    {
                        Id = to,
                        Inputs = [.. inputs],
                        Body = (BodyKind)((bodies >> to) & 1),
                        TakesContext = isUndone,
                        Compensation = isUndone ? new DynamicCompensation((BodyKind)((bodies >> to) & 1)) : null,
                    };
                }

                yield return DynamicPlan.Create(steps, count - 1);
            }
        }
    }
}
