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

/// <summary>Two steps that really suspend, at the same time, and one that joins them.</summary>
[Workflow<int, long>]
public sealed partial class Suspending(Signal left, Signal right)
{
    [Step] public ValueTask<int> Left(int input) => left.Send(input);
    [Step] public ValueTask<int> Right(int input) => right.Send(input + 1);
    [Step] public static long Sum([From(nameof(Left))] int a, [From(nameof(Right))] int b) => (long)a + b;
}
