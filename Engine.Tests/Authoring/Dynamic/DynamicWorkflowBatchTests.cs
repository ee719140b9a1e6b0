namespace Engine.Tests.Authoring.Dynamic;

/// <summary>Batches of workflows that were built at run time: each lane is a run of its input alone.</summary>
public class DynamicWorkflowBatchTests
{
    [Fact]
    public void Lanes_agree_with_runs_alone()
    {
        List<string> calls = [];
        DynamicWorkflow<int, string> workflow = Ledger(calls);
        int[] inputs = [.. Enumerable.Range(0, 200)];
        var outputs = new string[inputs.Length];
        var statuses = new RunStatus[inputs.Length];
        BatchResult result = workflow.RunBatch(inputs, outputs, statuses);
        List<string> inBatch = [.. calls];
        calls.Clear();

        var failures = new List<(int Lane, RunStatus Status, string Message)>();
        for (int lane = 0; lane < inputs.Length; lane++)
        {
            var history = new RunHistory();
            string? output = null;
            try
            {
                output = workflow.Run(in inputs[lane], new RecordingObserver(history));
            }
            catch (Exception exception)
            {
                failures.Add((lane, history.Status, exception.Message));
            }

            Assert.Equal(output, outputs[lane]);
            Assert.Equal(history.Status, statuses[lane]);
        }

        Assert.Equal(calls, inBatch);
        Assert.Equal(failures.Take(BatchResult.MaxFailures), result.Failures.ToArray().Select(static at => (at.Lane, at.Status, at.Exception.Message)));
        Assert.Equal(inputs.Length, result.Count);
        Assert.Equal(inputs.Length - failures.Count, result.Completed);
        foreach (RunStatus status in new[] { RunStatus.Failed, RunStatus.Compensated, RunStatus.CompensationFailed })
        {
            Assert.Contains(status, statuses);
        }
    }

    [Fact]
    public void Run_that_fails_throws_what_the_lowest_lane_threw_after_all_have_ended()
    {
        List<string> calls = [];
        DynamicWorkflow<int, string> workflow = Ledger(calls);
        var outputs = new string?[40];
        FormatException thrown = Assert.Throws<FormatException>(() => workflow.RunBatch([.. Enumerable.Range(0, 40)], outputs!));
        Assert.Equal("Text of 4", thrown.Message);
        Assert.Equal("38", outputs[38]);
        Assert.Null(outputs[39]);
    }

    [Fact]
    public void Caller_who_cancels_ends_every_lane_that_has_not_ended()
    {
        using var source = new CancellationTokenSource();
        var flow = new WorkflowBuilder<int, int>("Cancelled");
        var begun = new List<int>();
        Slot<int> first = flow.Step("First", flow.Input, (in int input) =>
        {
            begun.Add(input);
            if (input == 3)
            {
                source.Cancel();
            }

            return input;
        });
        DynamicWorkflow<int, int> workflow = flow.Build(flow.Step("Last", first, static (in int it) => it + 1));
        int[] outputs = [.. Enumerable.Repeat(-1, 7)];
        var statuses = new RunStatus[6];
        BatchResult result = workflow.RunBatch([0, 1, 2, 3, 4, 5], outputs, statuses, default, source.Token);

        Assert.Equal([0, 1, 2, 3], begun);
        Assert.Equal([1, 2, 3, 0, 0, 0, -1], outputs);
        Assert.Equal([RunStatus.Completed, RunStatus.Completed, RunStatus.Completed, RunStatus.Cancelled, RunStatus.Cancelled, RunStatus.Cancelled], statuses);
        Assert.Equal(3, result.Cancelled);
        Assert.All(result.Failures.ToArray(), failure => Assert.Equal(source.Token, Assert.IsType<OperationCanceledException>(failure.Exception).CancellationToken));
    }

    [Fact]
    public void Outputs_or_statuses_that_are_too_short_are_refused_before_anything_runs()
    {
        List<string> calls = [];
        DynamicWorkflow<int, string> workflow = Ledger(calls);
        Assert.Equal("outputs", Assert.Throws<ArgumentException>(() => workflow.RunBatch(new int[3], new string[2])).ParamName);
        Assert.Equal("statuses", Assert.Throws<ArgumentException>(() => workflow.RunBatch(new int[3], new string[3], new RunStatus[2])).ParamName);
        Assert.Empty(calls);
    }

    [Fact]
    public void Asynchronous_step_is_refused_before_anything_runs()
    {
        var flow = new WorkflowBuilder<int, int>("Waits");
        DynamicWorkflow<int, int> workflow = flow.Build(flow.StepAsync("Wait", flow.Input, static input => new ValueTask<int>(input)));
        Assert.Throws<InvalidOperationException>(() => workflow.RunBatch([1], new int[1], new RunStatus[1]));
    }

    [Fact]
    public void Empty_batch_has_no_lanes()
    {
        BatchResult result = Ledger([]).RunBatch([], [], []);
        Assert.Equal(0, result.Count);
        Assert.True(result.Failures.IsEmpty);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Outputs_may_overlap_the_inputs(int inputStart, int outputStart)
    {
        var flow = new WorkflowBuilder<int, int>("Doubles");
        DynamicWorkflow<int, int> workflow = flow.Build(flow.Step("Double", flow.Input, static (in int input) => 2 * input));
        int[] memory = [.. Enumerable.Range(0, 101)];
        workflow.RunBatch(memory.AsSpan(inputStart, 100), memory.AsSpan(outputStart, 100));
        Assert.Equal(Enumerable.Range(inputStart, 100).Select(static input => 2 * input), memory.AsSpan(outputStart, 100).ToArray());
    }

    [Fact]
    public void Step_may_run_a_batch_of_its_own_workflow()
    {
        DynamicWorkflow<int, int>? workflow = null;
        var flow = new WorkflowBuilder<int, int>("Nesting");
        Slot<int> nested = flow.Step("Nested", flow.Input, (in int input) =>
        {
            var outputs = new int[2];
            if (input > 0)
            {
                workflow!.RunBatch([input - 1, input - 1], outputs);
            }

            return outputs[0] + outputs[1] + 1;
        });
        workflow = flow.Build(nested);
        var all = new int[3];
        workflow.RunBatch([0, 1, 4], all);
        Assert.Equal([1, 3, 31], all);
    }

    [Fact]
    public void Batch_allocates_nothing_once_it_has_run()
    {
        var flow = new WorkflowBuilder<int, long>("Sums");
        Slot<bool> isOdd = flow.Step("IsOdd", flow.Input, static (in int it) => (it & 1) != 0);
        Slot<string> text = flow.Step("Text", static () => "text").When(isOdd);
        Slot<long> sum = flow.Step("Sum", flow.Input, text.OrNone(), static (in int input, in Maybe<string> text) => input + (text.HasValue ? text.Value.Length : 0L));
        DynamicWorkflow<int, long> workflow = flow.Build(sum);
        int[] inputs = [.. Enumerable.Range(0, 1_000)];
        var outputs = new long[inputs.Length];
        var statuses = new RunStatus[inputs.Length];
        Assert.Equal(0, Allocations.Of(() =>
        {
            workflow.RunBatch(inputs, outputs);
            workflow.RunBatch(inputs, outputs, statuses);
        }));
        Assert.Equal(inputs.Select(static input => input + ((input & 1) * 4L)), outputs);
    }

    /// <summary>Conditions, a retry, and failures before and after what is undone, some of them while it is undone.</summary>
    private static DynamicWorkflow<int, string> Ledger(List<string> calls)
    {
        var flow = new WorkflowBuilder<int, string>("Ledger");
        int attempts = 0;
        Slot<int> net = flow.Step("Net", flow.Input, (in int input) =>
        {
            calls.Add($"Net {input}");
            return input % 16 == 7 ? throw new InvalidDataException($"Net of {input}") : input;
        });
        Slot<bool> isBooked = flow.Step("IsBooked", net, static (in int net) => net % 3 != 0);
        Slot<int> book = flow.Step("Book", net, (in int net) =>
        {
            calls.Add($"Book {net}");
            return net % 5 == 1 && attempts++ % 2 == 0 ? throw new FormatException($"Book of {net}") : net;
        }).When(isBooked).Retry(1);
        flow.Compensate(book, "Unbook", net, (in int net) =>
        {
            calls.Add($"Unbook {net}");
            if (net % 11 == 0)
            {
                throw new InvalidOperationException($"Unbook of {net}");
            }
        });
        Slot<string> text = flow.Step("Text", net, book.OrNone(), (in int net, in Maybe<int> book) =>
        {
            calls.Add($"Text {net} {book.HasValue}");
            return net % 9 == 4 || net % 22 == 0 && net > 0 ? throw new FormatException($"Text of {net}") : $"{net}";
        });
        return flow.Build(text);
    }
}
