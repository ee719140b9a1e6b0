using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Engine.Tests.Guide.Patterns;

[Workflow<string, string>]
public sealed partial class Sequence
{
    [Step] public static int Parse(string input) => int.Parse(input, CultureInfo.InvariantCulture);
    [Step] public static string Show(int parse) => $"<{parse + 1}>";                            // after Parse: it takes its value
}

[Workflow<int, int>]
public sealed partial class SplitAndJoin(IRemote remote)
{
    [Step] public Task<int> Left(int input, CancellationToken token) => remote.AskAsync("left", input, token);      // both start at once
    [Step] public Task<int> Right(int input, CancellationToken token) => remote.AskAsync("right", input, token);
    [Step, Output] public static int Sum(int left, int right) => left + right;                  // when both have ended
}

[Workflow<int, string>]
public sealed partial class Route
{
    [Step] public static bool IsLarge(int input) => input > 100;
    [Step, When(nameof(IsLarge))] public static int Review(int input) => input - 100;
    [Step, Unless(nameof(IsLarge))] public static int Accept(int input) => input;

    [Step]
    public static string Merge(Maybe<int> review, Maybe<int> accept) =>                         // once, with what there is
        review.HasValue ? $"reviewed {review.Value}" : $"accepted {accept.Value}";
}

[Workflow<int, string>]
public sealed partial class Notify
{
    [Step] public static bool ByMail(int input) => (input & 1) != 0;
    [Step] public static bool ByPhone(int input) => (input & 2) != 0;
    [Step, When(nameof(ByMail))] public static int Write(int input) => input;
    [Step, When(nameof(ByMail))] public static string Mail(int write) => $"mail {write}";       // skipped with Write
    [Step, When(nameof(ByPhone))] public static string Call(int input) => $"call {input}";

    [Step, Output]
    public static string Report(Maybe<string> mail, Maybe<string> call) =>                      // waits for those that run
        $"{mail.ValueOr("-")}, {call.ValueOr("-")}";
}

[Workflow<int, int>]
public sealed partial class TwoTails
{
    [Step] public static int A(int input) => input + 1;
    [Step] public static int B(int input) => input + 2;
    [Step] public static int AfterA(int a) => Tail(a);                                          // what follows, once for each branch
    [Step] public static int AfterB(int b) => Tail(b);
    [Step, Output] public static int Sum(int afterA, int afterB) => afterA + afterB;

    private static int Tail(int value) => value * 10;
}

[Workflow<int, int>]
public sealed partial class FirstOfTwo(IRemote remote)
{
    [Step]
    public async Task<int> Fastest(int input, CancellationToken token)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<int>[] all = [remote.AskAsync("left", input, rest.Token), remote.AskAsync("right", input, rest.Token)];
        Task<int> first = await Task.WhenAny(all);
        await rest.CancelAsync();                                                               // left out: the others may finish
        await ((Task)Task.WhenAll(all)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // nothing outlives the step
        return await first;
    }
}

[Workflow<int[], int>]
public sealed partial class TwoOfMany(IRemote remote)
{
    [Step]
    public async Task<int> Ask(int[] input, CancellationToken token)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<int>[] all = [.. input.Select(number => remote.AskAsync($"host {number}", number, rest.Token))];
        int replies = 0, sum = 0;
        await foreach (Task<int> reply in Task.WhenEach(all))
        {
            sum += await reply;
            if (++replies == 2)
            {
                break;
            }
        }

        await rest.CancelAsync();
        await ((Task)Task.WhenAll(all)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return sum;
    }
}

[Workflow<int, int>]
public sealed partial class WithAudit(List<string> log)
{
    [Step] public static int Price(int input) => input * 2;
    [Step, After(nameof(Price))] public void Audit(int input) => log.Add($"audited {input}");   // nobody waits for it but the run
}

[Workflow<Folder, long>]
public sealed partial class SizeOf
{
    [Step]
    public long Total(Folder input)
    {
        long total = input.Bytes;
        foreach (Folder inner in input.Folders)
        {
            total += Run(inner);                                                                // a run of its own
        }

        return total;
    }
}

public sealed record Folder(long Bytes, params Folder[] Folders);

[Workflow<int, int>]
public sealed partial class Halve
{
    [Step]
    public static int UntilOdd(int input)
    {
        while (input % 2 == 0)
        {
            input /= 2;
        }

        return input;
    }
}

[Workflow<int, int>]
public sealed partial class HalveOnce
{
    [Step] public static int Half(int input) => input / 2;
}

[Workflow<int, string>]
public sealed partial class UntilOdd
{
    [SubWorkflow<HalveOnce>, Repeat(nameof(IsOdd), Max = 31)]
    public partial int Halved(int input);                                                       // what comes out goes in again
    [Step] public static string Show(int halved) => $"{halved} is odd";

    private static bool IsOdd(int halved) => halved % 2 != 0;
}

[Workflow<int, string>]
public sealed partial class Advised(IRemote remote, CancellationToken noAdvice)
{
    [Step]
    public async Task<int?> Advice(int input, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, noAdvice);
        try
        {
            return await remote.AskAsync("left", input, either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return null;                                                                        // this step alone was cancelled
        }
    }

    [Step] public static string Decide(int? advice) => advice is null ? "alone" : $"advised {advice}";
}

[Workflow<int, string>]
public sealed partial class WithRegion(SplitAndJoin region, CancellationToken noRegion)
{
    [Step]
    public async Task<int?> Region(int input, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, noRegion);
        try
        {
            return await region.RunAsync(input, either.Token);                                  // its compensations run if it is cancelled
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return null;
        }
    }

    [Step] public static string Decide(int? region) => region is null ? "without" : $"with {region}";
}

[Workflow<int, string>]
public sealed partial class Approval(Task approved, Task withdrawn)
{
    [Step]
    public async Task<bool> IsApproved(CancellationToken token)
    {
        Task first = await Task.WhenAny(approved, withdrawn).WaitAsync(token);                  // the world decides, not a value
        return first == approved;
    }

    [Step, When(nameof(IsApproved))] public static int Pay(int input) => input;
    [Step] public static string Answer(Maybe<int> pay) => pay.HasValue ? $"paid {pay.Value}" : "withdrawn";
}

[Workflow<int, string>]
public sealed partial class Signed(ChannelReader<string> signatures)
{
    [Step] public static string Contract(int input) => $"contract {input}";

    [Step, Output]
    public async Task<string> Sign(string contract, CancellationToken token) =>
        $"{contract}, {await signatures.ReadAsync(token)}";                                     // a signature that came early is kept
}

[Workflow<int, int>]
public sealed partial class Transfer(List<string> ledger)
{
    [Step] public void Debit(int input) => ledger.Add($"debit {input}");
    [Step, After(nameof(Debit))] public void Credit(int input) => ledger.Add($"credit {input}");    // never at the same time
    [Step] public static int Fee(int input) => input / 10;
}

public interface IRemote
{
    Task<int> AskAsync(string host, int number, CancellationToken token);
}

/// <summary>docs/patterns.md.</summary>
public partial class PatternsTests
{
    /// <summary>The revised set of control-flow patterns (Russell, ter Hofstede, van der Aalst, Mulyar 2006), by number.</summary>
    private static readonly string[] Names =
    [
        "Sequence", "Parallel Split", "Synchronization", "Exclusive Choice", "Simple Merge", "Multi-Choice", "Structured Synchronizing Merge",
        "Multi-Merge", "Structured Discriminator", "Arbitrary Cycles", "Implicit Termination", "Multiple Instances without Synchronization",
        "Multiple Instances with a priori Design-Time Knowledge", "Multiple Instances with a priori Run-Time Knowledge",
        "Multiple Instances without a priori Run-Time Knowledge", "Deferred Choice", "Interleaved Parallel Routing", "Milestone",
        "Cancel Task", "Cancel Case", "Structured Loop", "Recursion", "Transient Trigger", "Persistent Trigger", "Cancel Region",
        "Cancel Multiple Instance Activity", "Complete Multiple Instance Activity", "Blocking Discriminator", "Cancelling Discriminator",
        "Structured Partial Join", "Blocking Partial Join", "Cancelling Partial Join", "Generalised AND-Join",
        "Static Partial Join for Multiple Instances", "Cancelling Partial Join for Multiple Instances",
        "Dynamic Partial Join for Multiple Instances", "Local Synchronizing Merge", "General Synchronizing Merge", "Critical Section",
        "Interleaved Routing", "Thread Merge", "Thread Split", "Explicit Termination",
    ];

    private static readonly string[] Verdicts = ["yes", "within a step", "no"];

    private static string Page { get; } = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "patterns.md"));

    [Fact]
    public void Table_has_all_43_patterns_and_an_entry_for_each()
    {
        string[][] rows = [.. TableRow().Matches(Page).Select(static row => new[] { row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value })];
        Assert.Equal(43, Names.Length);
        Assert.Equal(Names.Select(static (name, i) => $"{i + 1} {name}"), rows.Select(static row => $"{row[0]} {row[1]}"));
        Assert.All(rows, static row => Assert.Contains(row[2], Verdicts));
        (int Number, string Verdict, string Text)[] entries = [.. Entries()];
        Assert.Equal(rows.Select(static row => $"{row[0]} {row[2]}").Order(), entries.Select(static entry => $"{entry.Number} {entry.Verdict}").Order());
    }

    [Fact]
    public void Entry_of_a_pattern_that_can_be_written_shows_code_or_where_it_is() =>
        Assert.All(Entries(), static entry => Assert.True(
            entry.Verdict == "no" ? entry.Text.Length > 80 : entry.Text.Contains("```csharp", StringComparison.Ordinal) || AsEntry().IsMatch(entry.Text) || entry.Text.Contains(".md", StringComparison.Ordinal),
            $"WCP-{entry.Number} is said to be written {entry.Verdict} and shows nothing."));

    [Fact]
    public void Sequence_runs_in_order() => Assert.Equal("<42>", new Sequence().Run("41"));

    [Fact]
    public async Task Split_starts_both_at_once_and_join_waits_for_both()
    {
        var remote = new Remote();
        ValueTask<int> run = new SplitAndJoin(remote).RunAsync(1);
        Assert.Equal(["left", "right"], remote.Open);
        remote.Answer("right", 20);
        Assert.False(run.IsCompleted);
        remote.Answer("left", 3);
        Assert.Equal(23, await run.Within());
    }

    [Fact]
    public async Task Degree_of_one_runs_one_after_the_other()
    {
        var remote = new Remote();
        var workflow = new SplitAndJoin(remote);
        ValueTask<int> run = workflow.RunAsync(1, new RunOptions { Degree = 1 });                   // one asynchronous step at a time
        Assert.Equal(["left"], remote.Open);
        remote.Answer("left", 3);
        remote.Answer("right", 20);
        Assert.Equal(23, await run.Within());
    }

    [Theory]
    [InlineData(7, "accepted 7")]
    [InlineData(107, "reviewed 7")]
    public void Choice_takes_one_branch_and_merge_goes_on(int input, string expected) => Assert.Equal(expected, new Route().Run(input));

    [Theory]
    [InlineData(0, "-, -")]
    [InlineData(1, "mail 1, -")]
    [InlineData(2, "-, call 2")]
    [InlineData(3, "mail 3, call 3")]
    public void Merge_waits_for_the_branches_that_run(int input, string expected) => Assert.Equal(expected, new Notify().Run(input));

    [Fact]
    public void What_follows_a_multi_merge_is_written_twice() => Assert.Equal(90, new TwoTails().Run(3));

    [Fact]
    public async Task First_answer_wins_and_the_other_is_cancelled()
    {
        var remote = new Remote();
        ValueTask<int> run = new FirstOfTwo(remote).RunAsync(1);
        remote.Answer("right", 20);
        Assert.Equal(20, await run.Within());
        Assert.Equal(["left"], remote.Cancelled);
    }

    [Fact]
    public async Task Two_answers_are_enough()
    {
        var remote = new Remote();
        ValueTask<int> run = new TwoOfMany(remote).RunAsync([1, 2, 3]);
        remote.Answer("host 3", 30);
        Assert.False(run.IsCompleted);
        remote.Answer("host 1", 10);
        Assert.Equal(40, await run.Within());
        Assert.Equal(["host 2"], remote.Cancelled);
    }

    [Fact]
    public void Run_ends_when_every_step_has()
    {
        var log = new List<string>();
        Assert.Equal(14, new WithAudit(log).Run(7));
        Assert.Equal(["audited 7"], log);
    }

    [Fact]
    public void Workflow_runs_itself() => Assert.Equal(16, new SizeOf().Run(new Folder(1, new Folder(5), new Folder(0, new Folder(10)))));

    [Fact]
    public void Loop_is_a_step() => Assert.Equal(7, new Halve().Run(56));

    [Fact]
    public void Loop_over_a_workflow_ends_when_it_is_enough() => Assert.Equal("7 is odd", new UntilOdd().Run(56));

    [Fact]
    public async Task One_step_is_cancelled()
    {
        using var noAdvice = new CancellationTokenSource();
        var remote = new Remote();
        var workflow = new Advised(remote, noAdvice.Token);
        ValueTask<string> advised = workflow.RunAsync(1);
        remote.Answer("left", 5);
        Assert.Equal("advised 5", await advised.Within());
        ValueTask<string> alone = workflow.RunAsync(1);
        await noAdvice.CancelAsync();
        Assert.Equal("alone", await alone.Within());
    }

    [Fact]
    public async Task Region_is_cancelled()
    {
        using var noRegion = new CancellationTokenSource();
        var remote = new Remote();
        ValueTask<string> run = new WithRegion(new SplitAndJoin(remote), noRegion.Token).RunAsync(1);
        await noRegion.CancelAsync();
        Assert.Equal("without", await run.Within());
        Assert.Equal(["left", "right"], remote.Cancelled.Order());
    }

    [Fact]
    public async Task Case_is_cancelled_by_its_caller()
    {
        var remote = new Remote();
        var workflow = new SplitAndJoin(remote);
        using var cancel = new CancellationTokenSource();
        ValueTask<int> run = workflow.RunAsync(1, cancel.Token);
        await cancel.CancelAsync();                                                                 // running steps see it, completed ones are undone
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Within());
        Assert.Equal(["left", "right"], remote.Cancelled.Order());
    }

    [Theory]
    [InlineData(true, "paid 3")]
    [InlineData(false, "withdrawn")]
    public async Task World_decides(bool isApproved, string expected)
    {
        TaskCompletionSource approved = new(), withdrawn = new();
        ValueTask<string> run = new Approval(approved.Task, withdrawn.Task).RunAsync(3);
        Assert.False(run.IsCompleted);
        (isApproved ? approved : withdrawn).SetResult();
        Assert.Equal(expected, await run.Within());
    }

    [Fact]
    public async Task Trigger_that_came_early_is_kept()
    {
        Channel<string> signatures = Channel.CreateBounded<string>(8);
        Assert.True(signatures.Writer.TryWrite("signed by Ada"));
        Assert.Equal("contract 7, signed by Ada", await new Signed(signatures.Reader).RunAsync(7));
    }

    [Fact]
    public void Critical_section_is_an_order()
    {
        var ledger = new List<string>();
        Assert.Equal(5, new Transfer(ledger).Run(50));
        Assert.Equal(["debit 50", "credit 50"], ledger);
    }

    private static IEnumerable<(int Number, string Verdict, string Text)> Entries()
    {
        foreach (Match entry in Entry().Matches(Page))
        {
            foreach (Match number in Number().Matches(entry.Groups[1].Value))
            {
                yield return (int.Parse(number.Value, CultureInfo.InvariantCulture), entry.Groups[2].Value, entry.Groups[3].Value);
            }
        }
    }

    [GeneratedRegex(@"^\| (\d+) \| ([^|]+) \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    /// <summary>A heading "### 9, 29 Name: verdict" and what follows up to the next heading.</summary>
    [GeneratedRegex(@"^### ([\d, ]+)[^\n]*: (yes|within a step|no)\n(.*?)(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b[Aa]s (in )?\d+\b")]
    private static partial Regex AsEntry();

    /// <summary>A remote host whose answers come when the test says so.</summary>
    /// <summary>A question and its answer come in either order, on two threads.</summary>
    private sealed class Remote : IRemote
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, TaskCompletionSource<int>> _open = [];
        private readonly ConcurrentQueue<string> _cancelled = new();
        private readonly Dictionary<string, int> _early = [];

        public IEnumerable<string> Open
        {
            get
            {
                lock (_gate)
                {
                    return [.. _open.Keys.Order()];
                }
            }
        }

        public IEnumerable<string> Cancelled => _cancelled;

        public void Answer(string host, int number)
        {
            TaskCompletionSource<int>? source;
            lock (_gate)
            {
                if (!_open.Remove(host, out source))
                {
                    // The step that asks has not started yet.
                    _early[host] = number;
                }
            }

            source?.TrySetResult(number);
        }

        public Task<int> AskAsync(string host, int number, CancellationToken token)
        {
            var source = new TaskCompletionSource<int>();
            lock (_gate)
            {
                if (_early.Remove(host, out int early))
                {
                    return Task.FromResult(early);
                }

                _open[host] = source;
            }

            token.Register(() =>
            {
                if (source.TrySetCanceled(token))
                {
                    _cancelled.Enqueue(host);
                }
            });
            return source.Task;
        }
    }
}
