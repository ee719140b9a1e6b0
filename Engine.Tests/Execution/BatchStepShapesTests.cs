using System.Globalization;
using System.Reflection;

namespace Engine.Tests.Execution;

/// <summary>Batch steps where their columns lie elsewhere: in a workflow within a workflow, beside steps that wait, as an output of another type.</summary>
public class BatchStepShapesTests
{
    public static TheoryData<int> Lengths => [0, 1, 2, 7, 8, 9, 15, 16, 17, 33, 100, 5000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Batch_steps_of_a_child_join_the_plan_and_give_what_single_runs_give(int count)
    {
        float[] inputs = [.. Enumerable.Range(0, count).Select(static i => i % 41 / 20f)], outputs = new float[count];
        var workflow = new SmoothingTwice();
        workflow.RunBatch(inputs, outputs);
        Assert.Equal(inputs.Select(input => workflow.Run(in input)), outputs);
        Assert.Contains("First_Half", Enum.GetNames<SmoothingTwice.Steps>());
        Assert.Contains("Second_Rest", Enum.GetNames<SmoothingTwice.Steps>());
        Assert.Equal(0, Allocations.Of(() => workflow.RunBatch(inputs, outputs)));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Child_whose_columns_would_be_of_another_type_runs_as_one_step(int count)
    {
        string[] inputs = [.. Enumerable.Range(0, count).Select(static i => new string('x', i % 5))];
        object[] outputs = new object[count];
        var workflow = new NamingText();
        workflow.RunBatch(inputs, outputs);
        Assert.Equal(inputs.Select(static input => $"[String {input.Length}] of {input.Length}!"), outputs);
        Assert.Equal(inputs.Select(input => workflow.Run(in input)), outputs);
        Assert.Equal(["Named", "Length", "Sized", "Both"], Enum.GetNames<NamingText.Steps>());
    }

    [Fact]
    public async Task Batch_steps_stand_beside_steps_that_wait()
    {
        var workflow = new Waiting();
        Assert.Equal("6 9", await workflow.RunAsync(2));
        Assert.Equal("8 none", await workflow.RunAsync(3));
        using var source = new CancellationTokenSource();
        Assert.Equal("6 9", await workflow.RunAsync(2, source.Token));
    }

    [Fact]
    public void Output_of_a_batch_step_may_be_of_a_derived_type()
    {
        int[] inputs = [.. Enumerable.Range(0, 100)];
        object[] outputs = new object[100];
        var workflow = new Texts();
        workflow.RunBatch(inputs, outputs);
        Assert.Equal(inputs.Select(static input => $"{input} {input + 1}"), outputs);
        Assert.Equal("7 8", workflow.Run(7));

        inputs[3] = inputs[70] = -1;
        BatchResult result = workflow.RunBatch(inputs, outputs, default);
        Assert.Equal((98, 2), (result.Completed, result.Failed));
        Assert.Equal(inputs.Select(static input => input < 0 ? null : $"{input} {input + 1}"), outputs);
    }

    [Fact]
    public void Steps_may_have_the_names_of_what_is_generated_for_batches()
    {
        int[] outputs = new int[20];
        var workflow = new Generated();
        workflow.RunBatch([.. Enumerable.Range(0, 20)], outputs);
        Assert.Equal(Enumerable.Range(0, 20).Select(static input => 8 * input), outputs);
        Assert.Equal(24, workflow.Run(3, default(NoObserver)));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Values_share_columns_but_what_a_compensation_reads_stays_until_the_end(int count)
    {
        int[] inputs = [.. Enumerable.Range(0, count)], outputs = new int[count];
        var workflow = new Undoing();
        BatchResult result = workflow.RunBatch(inputs, outputs, default);
        Assert.Equal(inputs.Count(static input => input % 7 != 3), result.Completed);
        Assert.Equal(inputs.Select(static input => input % 7 == 3 ? 0 : (16 * (input + 1)) + 8), outputs);
        Assert.Equal(inputs.Where(static input => input % 7 == 3).Select(static input => (input + 1, 2 * (input + 1))), workflow.Released);
        Assert.Equal(
            ["Int32[] firstColumn", "Int32[] fourthColumn", "Int32[] secondColumn", "Int32[] thirdColumn"],
            typeof(Undoing.Definition.Columns).GetRuntimeFields().Select(static field => field.ToString()!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Output_may_be_a_condition_of_another_step(int count)
    {
        int[] inputs = [.. Enumerable.Range(0, count)];
        bool[] outputs = new bool[count];
        var workflow = new Flagging();
        workflow.RunBatch(inputs, outputs);
        Assert.Equal(inputs.Select(static input => input % 3 == 0), outputs);
        Assert.Equal(inputs.Where(static input => input % 3 == 0), workflow.Reported);
    }

    [Fact]
    public void Fingerprint_does_not_tell_a_batch_step_from_a_step()
    {
        Assert.Equal(new OneByOne.Definition(new OneByOne()).Fingerprint, new Together.Definition(new Together()).Fingerprint);
        Assert.Equal(new OneByOne().Run(20), new Together().Run(20));
    }
}

[Workflow<float, float>]
internal sealed partial class SmoothingTwice
{
    [SubWorkflow<Smoothing>]
    public partial float First(float input);

    [Batch]
    public static void IsLarge(ReadOnlySpan<float> first, Span<bool> isLarge)
    {
        for (int i = 0; i < first.Length; i++)
        {
            isLarge[i] = first[i] > 0.4f;
        }
    }

    [SubWorkflow<Smoothing>, When(nameof(IsLarge))]
    public partial float Second(float first);

    [Batch, Output]
    public static void Last(ReadOnlySpan<float> first, ReadOnlySpan<Maybe<float>> second, Span<float> last)
    {
        for (int i = 0; i < last.Length; i++)
        {
            last[i] = (first[i] * 2) - second[i].ValueOr(first[i]);
        }
    }
}

[Workflow<object, string>]
internal sealed partial class Naming
{
    [Batch]
    public static void Name(ReadOnlySpan<object> input, Span<string> name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = $"[{input[i].GetType().Name} {((string)input[i]).Length}]";
        }
    }
}

[Workflow<int, string>]
internal sealed partial class Sizing
{
    [Step]
    public static string Size(int input) => $"of {input}";
}

/// <summary>A text goes into the one child as an object, and that of the other comes out as one.</summary>
[Workflow<string, object>]
internal sealed partial class NamingText
{
    [SubWorkflow<Naming>]
    public partial string Named(string input);

    [Step]
    public static int Length(string input) => input.Length;

    [SubWorkflow<Sizing>]
    public partial object Sized(int length);

    [Batch, Output]
    public static void Both(ReadOnlySpan<string> named, ReadOnlySpan<object> sized, Span<string> both)
    {
        for (int i = 0; i < both.Length; i++)
        {
            both[i] = $"{named[i]} {sized[i]}!";
        }
    }
}

[Workflow<int, string>]
internal sealed partial class Waiting
{
    [Step]
    public static async ValueTask<int> Fetch(int input)
    {
        await Task.Yield();
        return input + 1;
    }

    [Batch]
    public static void IsOdd(ReadOnlySpan<int> fetch, Span<bool> isOdd)
    {
        for (int i = 0; i < isOdd.Length; i++)
        {
            isOdd[i] = (fetch[i] & 1) != 0;
        }
    }

    [Step, When(nameof(IsOdd))]
    public static async ValueTask<int> Squared(int fetch)
    {
        await Task.Yield();
        return fetch * fetch;
    }

    [Batch]
    public static void Twice(ReadOnlySpan<int> fetch, Span<int> twice)
    {
        for (int i = 0; i < twice.Length; i++)
        {
            twice[i] = 2 * fetch[i];
        }
    }

    [Batch]
    public static void Text(ReadOnlySpan<int> twice, ReadOnlySpan<Maybe<int>> squared, Span<string> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = $"{twice[i]} {(squared[i].HasValue ? squared[i].Value.ToString(CultureInfo.InvariantCulture) : "none")}";
        }
    }
}

[Workflow<int, object>]
internal sealed partial class Texts
{
    [Step]
    public static int Next(int input) => input < 0 ? throw new ArgumentOutOfRangeException(nameof(input)) : input + 1;

#pragma warning disable ENG030 // Maybe<T> of a step that never skips: it is there.
    [Batch, Output]
    public static void Text(ReadOnlySpan<int> input, ReadOnlySpan<Maybe<int>> next, Span<string> text)
#pragma warning restore ENG030
    {
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = $"{input[i]} {next[i].Value}";
        }
    }
}

[Workflow<int, int>]
internal sealed partial class Generated
{
    [Step]
    public static int Guard(int input) => input;

    [Step]
    public static int Ran(int guard) => 2 * guard;

    [Step]
    public static bool TakesColumns(int ran) => ran >= 0;

    [Batch, When(nameof(TakesColumns))]
    public static void Columns(ReadOnlySpan<int> ran, Span<int> columns) => ran.CopyTo(columns);

    [Step]
    public static int Lanes0(Maybe<int> columns) => 2 * columns.Value;

    [Step]
    public static int BytesPerLane(int lanes0) => lanes0;

    [Batch, Output]
    public static void Packed(ReadOnlySpan<int> bytesPerLane, Span<int> packed)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            packed[i] = 2 * bytesPerLane[i];
        }
    }
}

/// <summary>Differs from <see cref="Together"/> by [Batch] alone.</summary>
[Workflow<int, int>]
internal sealed partial class OneByOne
{
    [Step]
    public static bool IsLarge(int input) => input > 10;

    [Step, When(nameof(IsLarge))]
    public static int Twice(int input) => input * 2;

    [Step, Output]
    public static int Sum(int input, Maybe<int> twice) => input + twice.ValueOr(0);
}

[Workflow<int, int>]
internal sealed partial class Together
{
    [Batch]
    public static void IsLarge(ReadOnlySpan<int> input, Span<bool> isLarge)
    {
        for (int i = 0; i < isLarge.Length; i++)
        {
            isLarge[i] = input[i] > 10;
        }
    }

    [Batch, When(nameof(IsLarge))]
    public static void Twice(ReadOnlySpan<int> input, Span<int> twice)
    {
        for (int i = 0; i < twice.Length; i++)
        {
            twice[i] = input[i] * 2;
        }
    }

    [Batch, Output]
    public static void Sum(ReadOnlySpan<int> input, ReadOnlySpan<Maybe<int>> twice, Span<int> sum)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = input[i] + twice[i].ValueOr(0);
        }
    }
}

/// <summary>Of its six values two are wanted by a compensation; of the others two at most at the same time.</summary>
[Workflow<int, int>]
internal sealed partial class Undoing
{
    public List<(int First, int Second)> Released { get; } = [];

    [Step]
    public static int First(int input) => input + 1;

    [Step]
    public static int Second(int first) => 2 * first;

    [Compensate(nameof(Second))]
    public void Release(int first, int second) => Released.Add((first, second));

    [Step]
    public static int Third(int second) => 2 * second;

    [Step]
    public static int Fourth(int third) => 2 * third;

    [Step]
    public static int Fifth(int fourth) => (2 * fourth) + 8;

    [Step, Output]
    public static int Last(int input, int fifth) => input % 7 == 3 ? throw new InvalidOperationException("Not this one.") : fifth;
}

[Workflow<int, bool>]
internal sealed partial class Flagging
{
    public List<int> Reported { get; } = [];

    [Step, Output]
    public static bool IsThird(int input) => input % 3 == 0;

    [Step, When(nameof(IsThird))]
    public void Report(int input) => Reported.Add(input);
}
