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
