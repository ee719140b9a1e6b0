using System.Numerics;
using Engine;

namespace AotWorkflowSample;

/// <summary>Synchronous steps: the generated <c>Run</c> is straight-line code.</summary>
[Workflow<int, long>]
public sealed partial class Arithmetic
{
    [Step] public static long Square(int input) => (long)input * input;
    [Step] public static long Cube(int input, long square) => square * input;
    [Step] public static bool IsOdd(int input) => (input & 1) != 0;
    [Step, When(nameof(IsOdd))] public static long Extra(long cube) => cube + 1;
    [Step, Output] public static long Sum(long square, long cube, Maybe<long> extra) => square + cube + extra.ValueOr(0);
}

/// <summary>The same over columns: four of the five steps take those of many runs.</summary>
[Workflow<int, long>]
public sealed partial class Columns
{
    [Batch]
    public static void Square(ReadOnlySpan<int> input, Span<long> square)
    {
        for (int i = 0; i < square.Length; i++)
        {
            square[i] = (long)input[i] * input[i];
        }
    }

    [Batch]
    public static void Cube(ReadOnlySpan<int> input, ReadOnlySpan<long> square, Span<long> cube)
    {
        for (int i = 0; i < cube.Length; i++)
        {
            cube[i] = square[i] * input[i];
        }
    }

    [Step] public static bool IsOdd(int input) => (input & 1) != 0;

    [Batch, When(nameof(IsOdd))]
    public static void Extra(ReadOnlySpan<long> cube, Span<long> extra)
    {
        int i = 0;
        for (; i <= extra.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            (new Vector<long>(cube[i..]) + Vector<long>.One).CopyTo(extra[i..]);
        }

        for (; i < extra.Length; i++)
        {
            extra[i] = cube[i] + 1;
        }
    }

    [Batch, Output]
    public static void Sum(ReadOnlySpan<long> square, ReadOnlySpan<long> cube, ReadOnlySpan<Maybe<long>> extra, Span<long> sum)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = square[i] + cube[i] + extra[i].ValueOr(0);
        }
    }
}

/// <summary>A step for each of four numbers, and the steps of another workflow as steps of this one.</summary>
[Workflow<int, long>]
public sealed partial class Nested
{
    private static readonly int[] Four = [1, 2, 3, 4];

    [Step] public static int[] Numbers() => Four;
    [Step, Map(nameof(Numbers))] public static long Scaled(int numbers, int input) => (long)numbers * input;
    [SubWorkflow<Arithmetic>] public partial long Inner(int input);
    [Step, Output] public static long Total(ReadOnlySpan<long> scaled, long inner) => scaled[0] + scaled[1] + scaled[2] + scaled[3] + inner;
}

/// <summary>Steps of about a microsecond that do not depend on each other: <c>RunParallel</c> shares them with a second thread.</summary>
[Workflow<int, long>]
public sealed partial class Wide
{
    private const int Spins = 700;

    [Step] public static long A(int input) => Spin(input);
    [Step] public static long B(int input) => Spin(input + 1);
    [Step] public static long C(int input) => Spin(input + 2);
    [Step] public static long D(int input) => Spin(input + 3);
    [Step] public static long E(int input) => Spin(input + 4);
    [Step] public static long F(int input) => Spin(input + 5);
    [Step, Output] public static long Sum(long a, long b, long c, long d, long e, long f) => a ^ b ^ c ^ d ^ e ^ f;

    private static long Spin(long value)
    {
        for (int i = 0; i < Spins; i++)
        {
            value = (value * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
        }

        return value;
    }
}

/// <summary>Two steps that really suspend, at the same time, and one that joins them.</summary>
[Workflow<int, long>]
public sealed partial class Suspending(Signal left, Signal right)
{
    [Step] public ValueTask<int> Left(int input) => left.Send(input);
    [Step] public ValueTask<int> Right(int input) => right.Send(input + 1);
    [Step] public static long Sum([From(nameof(Left))] int a, [From(nameof(Right))] int b) => (long)a + b;
}

/// <summary>The same with a deadline for each of the two, which needs a timer and tokens.</summary>
[Workflow<int, long>]
public sealed partial class Guarded(Signal left, Signal right)
{
    [Step, Timeout(60_000)] public ValueTask<int> Left(int input, CancellationToken cancellationToken) => left.Send(input);
    [Step, Timeout(30_000)] public ValueTask<int> Right(int input, CancellationToken cancellationToken) => right.Send(input + 1);
    [Step] public static long Sum([From(nameof(Left))] int a, [From(nameof(Right))] int b) => (long)a + b;
}

/// <summary>The steps of <see cref="Arithmetic"/>, put together when the program runs.</summary>
internal static class AtRunTime
{
    public static DynamicWorkflow<int, long> Arithmetic()
    {
        var flow = new WorkflowBuilder<int, long>("Arithmetic");
        Slot<long> square = flow.Step("Square", flow.Input, static (in int input) => (long)input * input);
        Slot<long> cube = flow.Step("Cube", flow.Input, square, static (in int input, in long square) => square * input);
        Slot<bool> isOdd = flow.Step("IsOdd", flow.Input, static (in int input) => (input & 1) != 0);
        Slot<long> extra = flow.Step("Extra", cube, static (in long cube) => cube + 1).When(isOdd);
        Slot<long> sum = flow.Step("Sum", square, cube, extra.OrNone(), static (in long square, in long cube, in Maybe<long> extra) => square + cube + extra.ValueOr(0));
        return flow.Build(sum);
    }

    public static DynamicWorkflow<int, long> Suspending(Signal left, Signal right)
    {
        var flow = new WorkflowBuilder<int, long>("Suspending");
        Slot<int> a = flow.StepAsync("Left", flow.Input, left.Send);
        Slot<int> b = flow.StepAsync("Right", flow.Input, input => right.Send(input + 1));
        return flow.Build(flow.Step("Sum", a, b, static (in int a, in int b) => (long)a + b));
    }
}
