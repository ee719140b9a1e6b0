using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Engine.Tests.Generators.Workflows;

namespace Engine.Tests.Generators;

/// <summary>Asynchronous steps that are called for each element.</summary>
public class AsyncMapTests
{
    [Fact]
    public async Task All_elements_start_at_once_and_results_keep_their_order()
    {
        var post = new Post();
        Answer(post, "a");
        Answer(post, "bb");
        Task<int> run = new Mailing(post).RunAsync(["a", "bb", "ccc"]).AsTask();

        Assert.Equal(["send a 1", "send bb 1", "send ccc 1"], post.Calls);
        post.Answers["bb"].SetResult(20);
        post.Answers["a"].SetResult(10);

        Assert.Equal(2 * (10 + 20 + 3), await run);
        Assert.Equal(["log 10", "log 20", "log 3"], post.Calls.Where(static call => call.StartsWith("log", StringComparison.Ordinal)).OrderBy(static call => call == "log 3" ? "z" : call));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Degree_bounds_the_calls_under_way(int degree)
    {
        var post = new Post();
        string[] names = ["a", "b", "c"];
        foreach (string name in names)
        {
            Answer(post, name);
        }

        Task<int> run = new Mailing(post).RunAsync(names, new RunOptions { Degree = degree }).AsTask();
        Assert.Equal(names.Take(degree).Select(static name => $"send {name} 1"), post.Calls);
        foreach (string name in names)
        {
            post.Answers[name].SetResult(1);
        }

        Assert.Equal(6, await run);
        Assert.Equal(3, post.Calls.Count(static call => call.StartsWith("send", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_call_has_its_retries()
    {
        var post = new Post { Failures = 1 };

        Assert.Equal(2 * 3, await new Mailing(post).RunAsync(["a", "bb"]));
        Assert.Equal(["send a 1", "send a 2", "send bb 1"], post.Calls.Take(3));
    }

    [Fact]
    public async Task Failure_stops_what_has_not_started_and_the_lowest_index_wins()
    {
        var post = new Post();
        Answer(post, "a");
        Answer(post, "b");
        Answer(post, "c");
        Task<int> run = new Mailing(post).RunAsync(["a", "b", "c", "d"], new RunOptions { Degree = 3 }).AsTask();
        var failure = new IOException("b");
        post.Answers["b"].SetException(failure);

        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => run));
        Assert.Equal(["send a 1", "send b 1", "send b 2", "send c 1"], post.Calls.Where(static call => call.StartsWith("send", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("told a", post.Calls);
        Assert.Contains("told c", post.Calls);
    }

    [Fact]
    public async Task Caller_who_cancels_gets_the_cancellation()
    {
        var post = new Post();
        Answer(post, "a");
        using var source = new CancellationTokenSource();
        Task<int> run = new Mailing(post).RunAsync(["a", "b"], source.Token).AsTask();
        await source.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.Contains("told a", post.Calls);
    }

    [Fact]
    public async Task Deadline_of_a_call_is_the_failure_of_the_step()
    {
        TimeoutException timeout = await Assert.ThrowsAsync<TimeoutException>(() => new Slow().RunAsync([5, 0]).AsTask());
        Assert.Equal("Step 'Wait' of workflow 'Slow' was cancelled at its deadline of 20 ms.", timeout.Message);
        Assert.Equal(0, await new Slow().RunAsync([0, 0]));
    }

    [Fact]
    public async Task Calls_that_complete_at_once_allocate_nothing()
    {
        var workflow = new Doubles();
        int[] input = [.. Enumerable.Range(0, 100)];

        Assert.Equal(9900, await workflow.RunAsync(input));
        Assert.Equal(0, Allocations.Of(() => _ = workflow.RunAsync(input).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task Delay_before_another_attempt_is_one_of_the_clock_of_the_run()
    {
        var time = new FakeTimeProvider();
        var workflow = new Patient { Failures = 2 };
        Task<int> run = workflow.RunAsync([3, 4], new RunOptions { TimeProvider = time }).AsTask();

        Assert.Equal(["3", "4"], workflow.Calls);
        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(2, workflow.Calls.Count);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(7, await run);
        Assert.Equal(4, workflow.Calls.Count);
    }

    [Fact]
    public async Task Failure_of_another_call_ends_a_delay()
    {
        var workflow = new Patient { Failures = 1 };
        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => workflow.RunAsync([3, -1], new RunOptions { TimeProvider = new FakeTimeProvider() }).AsTask());

        Assert.Equal("-1", failure.Message);
        Assert.Equal(["3", "-1"], workflow.Calls);
    }

    [Fact]
    public async Task Caller_who_cancels_ends_a_delay()
    {
        using var source = new CancellationTokenSource();
        var workflow = new Patient { Failures = 1 };
        Task<int> run = workflow.RunAsync([3, 4], new RunOptions { TimeProvider = new FakeTimeProvider(), Degree = 1 }, source.Token).AsTask();
        Assert.False(run.IsCompleted);
        await source.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.Equal(["3"], workflow.Calls);
    }

    [Fact]
    public async Task Calls_see_what_flows_with_the_run_and_not_what_other_calls_or_threads_set()
    {
        var flowing = new AsyncLocal<string>();
        var gates = new TaskCompletionSource[] { new(), new(), new() };
        var workflow = new Flowing(flowing, gates);
        flowing.Value = "caller";
        Task<int> run = workflow.RunAsync([0, 1, 2], new RunOptions { Degree = 2 }).AsTask();
        flowing.Value = "later";
        foreach (TaskCompletionSource gate in gates)
        {
            var thread = new Thread(() =>
            {
                flowing.Value = "completer";
                gate.SetResult();

                // The thread that completes a call starts the next one, and is itself again afterwards.
                workflow.Seen.Add(flowing.Value);
            });
            thread.Start();
            thread.Join();
        }

        Assert.Equal(3, await run);
        Assert.Equal(3, workflow.Seen.Count(static seen => seen == "caller"));
        Assert.Equal(3, workflow.Seen.Count(static seen => seen == "completer"));
        Assert.Equal("later", flowing.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Calls_that_complete_on_any_thread_give_all_results_in_order(int degree)
    {
        var workflow = new Scattered();
        int[] input = [.. Enumerable.Range(0, 50)];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int round = 0; round < 200; round++)
            {
                Assert.Equal(2 * input.Sum(), await workflow.RunAsync(input, new RunOptions { Degree = degree }));
            }
        })));
        if (degree > 0)
        {
            Assert.InRange(workflow.Most, 1, 4 * degree);
        }
    }

    [Fact]
    public async Task Call_without_a_value_that_fails_later_is_the_failure_of_the_step()
    {
        var stores = new TaskCompletionSource[] { new(), new() };
        Task<int> run = new Storing(stores).RunAsync([0, 1]).AsTask();
        stores[0].SetResult();
        Assert.False(run.IsCompleted);
        var failure = new IOException("store");
        stores[1].SetException(failure);
        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => run));
    }

    private static void Answer(Post post, string name) => post.Answers.Add(name, new TaskCompletionSource<int>());
}

[Workflow<int[], int>]
internal sealed partial class Doubles
{
    [Step]
    public static int[] All(int[] input) => input;

    [Step, Map(nameof(All))]
    public static ValueTask<int> Double(int all) => new(2 * all);

    [Step]
    public static int Sum(ReadOnlySpan<int> @double)
    {
        int sum = 0;
        foreach (int one in @double)
        {
            sum += one;
        }

        return sum;
    }
}

[Workflow<int[], int>]
internal sealed partial class Slow
{
    [Step]
    public static int[] All(int[] input) => input;

    [Step, Map(nameof(All)), Timeout(20)]
    public static async Task<int> Wait(int all, CancellationToken cancellationToken)
    {
        await Task.Delay(all > 0 ? Timeout.Infinite : 0, cancellationToken);
        return all;
    }

    [Step]
    public static int Sum(ReadOnlySpan<int> wait) => wait[0] + wait[1];
}

[Workflow<int[], int>]
internal sealed partial class Patient
{
    public List<string> Calls { get; } = [];

    public int Failures { get; set; }

    [Step]
    public static int[] All(int[] input) => input;

    [Step, Map(nameof(All)), Retry(2, DelayMs = 100, On = typeof(FormatException))]
    public async ValueTask<int> Wait(int all)
    {
        await Task.CompletedTask;
        Calls.Add($"{all}");
        return all < 0 ? throw new InvalidDataException($"{all}") : Failures-- > 0 ? throw new FormatException() : all;
    }

    [Step]
    public static int Sum(ReadOnlySpan<int> wait) => wait[0] + wait[1];
}

[Workflow<int[], int>]
internal sealed partial class Flowing(AsyncLocal<string> flowing, TaskCompletionSource[] gates)
{
    public ConcurrentBag<string?> Seen { get; } = [];

    [Step]
    public static int[] All(int[] input) => input;

    [Step, Map(nameof(All))]
    public ValueTask Pass(int all)
    {
        Seen.Add(flowing.Value);
        flowing.Value = "body";
        return new ValueTask(gates[all].Task);
    }

    [Step, After(nameof(Pass))]
    public static int Count(int[] all) => all.Length;
}

[Workflow<int[], int>]
internal sealed partial class Storing(TaskCompletionSource[] stores)
{
    [Step]
    public static int[] All(int[] input) => input;

    [Step, Map(nameof(All))]
    public Task Store(int all) => stores[all].Task;

    [Step, After(nameof(Store))]
    public static int Count(int[] all) => all.Length;
}

[Workflow<int[], int>]
internal sealed partial class Scattered
{
    private int _underWay;
    private int _most;

    public int Most => _most;

    [Step]
    public static int[] All(int[] input) => input;

    [Step, Map(nameof(All))]
    public async ValueTask<int> Double(int all)
    {
        int underWay = Interlocked.Increment(ref _underWay);
        _most = Math.Max(_most, underWay);
        if (all % 3 != 0)
        {
            await Task.Yield();
        }

        Interlocked.Decrement(ref _underWay);
        return 2 * all;
    }

    [Step]
    public static int Sum(ReadOnlySpan<int> @double)
    {
        int sum = 0;
        for (int i = 0; i < @double.Length; i++)
        {
            sum += @double[i] == 2 * i ? @double[i] : -1_000_000;
        }

        return sum;
    }
}
