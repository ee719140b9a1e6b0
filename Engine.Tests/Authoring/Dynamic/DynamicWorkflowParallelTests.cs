namespace Engine.Tests.Authoring.Dynamic;

/// <summary>Runs over several threads of workflows that were built at run time. What a run means is the contract's and the replay's.</summary>
public class DynamicWorkflowParallelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void RunParallel_any_degree_gives_what_Run_gives(int degree)
    {
        DynamicWorkflow<int, long> workflow = Fan(12, spins: 500);
        long expected = workflow.Run(3);
        for (int round = 0; round < 300; round++)
        {
            Assert.Equal(expected, workflow.RunParallel(3, degree));
            Assert.Equal(expected, workflow.RunParallel(3, new RunOptions { Degree = degree }, default(NoObserver)));
        }
    }

    [Fact]
    public void RunParallel_from_several_threads_keeps_their_runs_apart()
    {
        DynamicWorkflow<int, long> workflow = Fan(8, spins: 300);
        Parallel.For(0, 4, thread =>
        {
            for (int i = 0; i < 200; i++)
            {
                int input = (1000 * thread) + i;
                Assert.Equal(workflow.Run(in input), workflow.RunParallel(in input, 2));
            }
        });
    }

    [Fact]
    public void RunParallel_long_steps_run_on_two_threads_at_once()
    {
        // Each of two steps waits for the other: only two threads come out of that. The first runs only measure.
        int inside = 0, rounds = 0;
        bool waits = false;
        long Meet()
        {
            Thread.SpinWait(20_000);
            if (Volatile.Read(ref waits))
            {
                Interlocked.Increment(ref inside);
                while (Volatile.Read(ref inside) < 2)
                {
                    Thread.Yield();
                }
            }

            return 1;
        }

        var flow = new WorkflowBuilder<int, long>("Meeting");
        Slot<long> left = flow.Step("Left", Meet), right = flow.Step("Right", Meet);
        DynamicWorkflow<int, long> workflow = flow.Build(flow.Step("Sum", left, right, static (in long left, in long right) => left + right));
        while (rounds++ < 20)
        {
            Assert.Equal(2, workflow.RunParallel(1, 2));
        }

        Volatile.Write(ref waits, true);
        Assert.Equal(2, workflow.RunParallel(1, 2));
    }

    [Fact]
    public void RunParallel_reports_to_the_observer_and_obeys_the_token()
    {
        DynamicWorkflow<int, long> workflow = Fan(3, spins: 0);
        var history = new RunHistory();
        workflow.RunParallel(1, default, new RecordingObserver(history));
        Assert.Equal(4, history.Events.Count(static at => at.Kind == RunHistoryEventKind.StepEnded));
        Assert.ThrowsAny<OperationCanceledException>(() => workflow.RunParallel(1, default, default(NoObserver), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void RunParallel_asynchronous_step_is_refused_by_name()
    {
        var flow = new WorkflowBuilder<int, int>("Waits");
        DynamicWorkflow<int, int> workflow = flow.Build(flow.StepAsync("Wait", flow.Input, static input => new ValueTask<int>(input)));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => workflow.RunParallel(1));
        Assert.Equal("Step 'Wait' of workflow 'Waits' is asynchronous, so the workflow cannot run in parallel on threads. Use RunAsync.", error.Message);
    }

    [Fact]
    public void RunParallel_degree_below_zero_is_refused_by_name()
    {
        DynamicWorkflow<int, long> workflow = Fan(2, spins: 0);
        Assert.Equal("degree", Assert.Throws<ArgumentOutOfRangeException>(() => workflow.RunParallel(1, -1)).ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void RunParallel_allocates_nothing(int spins)
    {
        // The caller's thread: what helpers do is the executor's, and counted where that is tested.
        DynamicWorkflow<int, long> workflow = Fan(12, spins);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                workflow.RunParallel(1, 2);
            }
        }));
    }

    private static DynamicWorkflow<int, long> Fan(int width, int spins)
    {
        var flow = new WorkflowBuilder<int, long>("Fan");
        var parts = new Slot[width];
        for (int i = 0; i < width; i++)
        {
            int part = i;
            parts[i] = flow.Step($"Part{i}", flow.Input, (in int input) =>
            {
                Thread.SpinWait(spins);
                return (long)input * (part + 1);
            });
        }

        return flow.Build(flow.Step("Sum", parts, static (in StepInputs inputs) =>
        {
            long sum = 0;
            for (int i = 0; i < inputs.Count; i++)
            {
                sum = (3 * sum) + inputs.Get<long>(i);
            }

            return sum;
        }));
    }
}
