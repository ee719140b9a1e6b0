using System.Runtime.CompilerServices;
using Engine.Tests.Execution;

namespace Engine.Tests.Authoring.Dynamic;

[Collection(ProcessAllocations.Name)]
public class DynamicWorkflowAllocationTests
{
    [Fact]
    public void Run_allocates_nothing()
    {
        DynamicWorkflow<int, long> workflow = Synchronous();
        Assert.Equal(0, Allocations.Of(() => Assert.True(workflow.Run(7) == 24)));
    }

    [Fact]
    public void RunAsync_of_synchronous_steps_allocates_nothing()
    {
        DynamicWorkflow<int, long> workflow = Synchronous();
        Assert.Equal(0, Allocations.Of(() => Assert.True(workflow.RunAsync(7).GetAwaiter().GetResult() == 24)));
    }

    [Fact]
    public void RunAsync_of_steps_that_suspend_allocates_nothing()
    {
        Signal first = new(), second = new();
        var flow = new WorkflowBuilder<long, long>("Suspends");
        Slot<long> a = flow.StepAsync("A", flow.Input, _ => first.Wait()).Retry(1);
        Slot<long> b = flow.StepAsync("B", flow.Input, flow.Token, (_, _) => second.Wait());
        Slot<long> sum = flow.Step("Sum", a, b, static (in long a, in long b) => a + b);
        DynamicWorkflow<long, long> workflow = flow.Build(sum);
        bool hasEnded = false;
        Action ended = () => hasEnded = true;
        Assert.Equal(0, Allocations.Of(() =>
        {
            // All on this thread: what ends a step goes on with the run, and what ends the run with its caller.
            hasEnded = false;
            ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter run = workflow.RunAsync(1).ConfigureAwait(false).GetAwaiter();
            run.UnsafeOnCompleted(ended);
            second.Complete(20);
            Assert.False(hasEnded);
            first.Complete(3);
            Assert.True(hasEnded);
            Assert.True(run.GetResult() == 23);
        }));
    }

    private static DynamicWorkflow<int, long> Synchronous()
    {
        var flow = new WorkflowBuilder<int, long>("Synchronous");
        Slot<string> text = flow.Step("Text", static () => "text");
        Slot<bool> isOdd = flow.Step("IsOdd", flow.Input, static (in int it) => (it & 1) != 0);
        Slot<int> odd = flow.Step("Odd", flow.Input, static (in int it) => it * 2).When(isOdd);
        Slot<int> even = flow.Step("Even", flow.Input, static (in int it) => it * 3).Unless(isOdd);
        Slot<long> sum = flow.Step("Sum", [odd.OrNone(), even.OrNone(), text, flow.Context], static (in StepInputs inputs) =>
            inputs.Get<Maybe<int>>(0).ValueOr(0) + inputs.Get<Maybe<int>>(1).ValueOr(0) + inputs.Get<string>(2).Length + (long)inputs.Get<StepContext>(3).StepIndex + 1);
        Slot<long> last = flow.Step("Last", sum, static (in long it) => it + 1);
        flow.Compensate(last, "Undo", last, static (in long _) => { });
        return flow.Build(last);
    }
}
