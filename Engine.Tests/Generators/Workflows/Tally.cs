namespace Engine.Tests.Generators.Workflows;

/// <summary>Per-run states: read, changed, and changed by steps that exclude each other.</summary>
[Workflow<int, long>]
internal sealed partial class Tally
{
    [Step]
    private static bool IsOdd(int input) => (input & 1) != 0;

    [Step, When(nameof(IsOdd))]
    private static void CountOdd(ref Counts counts) => counts.Odd++;

    [Step, Unless(nameof(IsOdd))]
    private static int CountEven(ref Counts counts, int input, ref Log log)
    {
        counts.Even += input;
        log.Last = input;
        return input < 0 ? throw new InvalidOperationException("negative") : counts.Even;
    }

    [Step, After(nameof(CountOdd))]
    private static long Sum(in Counts counts, in Log log, Maybe<int> countEven) =>
        (counts.Odd * 1000) + (counts.Even * 10) + log.Last + countEven.ValueOr(0);

    [State]
    private struct Counts
    {
        public int Odd;
        public int Even;
    }

    [State]
    internal struct Log
    {
        public int Last;
    }
}
