// Runs synchronous and asynchronous workflows, checks their results, and counts the bytes that the whole process
// allocates once it is warm. Published as NativeAOT it is what CI runs; exit code 1 says that a result or a count is wrong.
using System.Diagnostics;
using AotWorkflowSample;
using Engine;

const int Runs = 20_000;
const int Rounds = 6;

var arithmetic = new Arithmetic();
var columns = new Columns();
var nested = new Nested();
var wide = new Wide();
var suspending = new Suspending(new Signal(), new Signal());
var guarded = new Guarded(new Signal(), new Signal());
DynamicWorkflow<int, long> arithmeticAtRunTime = AtRunTime.Arithmetic();
DynamicWorkflow<int, long> suspendingAtRunTime = AtRunTime.Suspending(new Signal(), new Signal());
using var caller = new CancellationTokenSource();
long sums = 0, pairs = 0, spins = 0;
for (long input = 0; input < Runs; input++)
{
    long square = input * input, cube = square * input;
    sums += square + cube + ((input & 1) != 0 ? cube + 1 : 0);
    pairs += input + (input + 1);
    spins += wide.Run((int)input);
}

bool native = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null;
Console.WriteLine($"{(native ? "NativeAOT" : "JIT")}, {Runs} runs each");
bool good = Report("Run, 5 synchronous steps", Measure(arithmetic.Run), sums);
good &= Report("  the same, built at run time", Measure(arithmeticAtRunTime.Run), sums);
good &= Report("Run, 4 of them over columns of one", Measure(columns.Run), sums);
good &= Report("RunBatch, one by one", MeasureBatch(arithmetic.RunBatch), sums);
good &= Report("RunBatch, 4 of them over columns", MeasureBatch(columns.RunBatch), sums);
good &= Report("Run, them nested, a map of 4", Measure(nested.Run), sums + (10L * Runs * (Runs - 1) / 2));
good &= Report("RunParallel, the same steps", Measure((in int input) => arithmetic.RunParallel(in input)), sums);
good &= Report("RunParallel, 6 steps of 1 us, 2 threads", Measure((in int input) => wide.RunParallel(in input, 2)), spins);
good &= Report("RunAsync, the same steps", await MeasureAsync(arithmetic, default), sums);
good &= Report("RunAsync, 2 of 3 steps suspend", await MeasureAsync(suspending, default), pairs);
good &= Report("  the same, built at run time", await MeasureAsync(suspendingAtRunTime, default), pairs);
good &= Report("  the same, with a caller's token", await MeasureAsync(suspending, caller.Token), pairs);
good &= Report("  the same, with deadlines too", await MeasureAsync(guarded, caller.Token), pairs);
Console.WriteLine(good ? "ok" : "WRONG");
return good ? 0 : 1;

// The whole process, all its threads: the smallest of some rounds, as the runtime itself allocates now and then. What a
// workflow allocated would show in every round, 20,000 times.
static Figures Measure(StepBody<int, long> run)
{
    var best = Figures.None;
    for (int round = 0; round < Rounds; round++)
    {
        long result = 0;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        for (int input = 0; input < Runs; input++)
        {
            result += run(input);
        }

        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Runs;
        best = best.Or(result, GC.GetTotalAllocatedBytes(precise: true) - bytes, nanoseconds);
    }

    return best;
}

static Figures MeasureBatch(Batch runBatch)
{
    int[] inputs = [.. Enumerable.Range(0, Runs)];
    long[] outputs = new long[Runs];
    var best = Figures.None;
    for (int round = 0; round < Rounds; round++)
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        runBatch(inputs, outputs);
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Runs;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        best = best.Or(outputs.Sum(), bytes, nanoseconds);
    }

    return best;
}

static async Task<Figures> MeasureAsync(IWorkflow<int, long> workflow, CancellationToken cancellationToken)
{
    var best = Figures.None;
    for (int round = 0; round < Rounds; round++)
    {
        long result = 0;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        for (int input = 0; input < Runs; input++)
        {
            result += await workflow.RunAsync(input, cancellationToken);
        }

        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Runs;
        best = best.Or(result, GC.GetTotalAllocatedBytes(precise: true) - bytes, nanoseconds);
    }

    return best;
}

static bool Report(string name, Figures figures, long expected)
{
    Console.WriteLine($"{name,-40}{figures.Nanoseconds,8:F1} ns per run, {figures.Bytes} B in all");
    return figures.Result == expected && figures.Bytes == 0;
}

/// <summary><c>RunBatch</c> of a workflow.</summary>
internal delegate void Batch(ReadOnlySpan<int> inputs, Span<long> outputs);

/// <summary>What the last round returned, and the least that a round took: bytes in all, nanoseconds per run.</summary>
internal readonly record struct Figures(long Result, long Bytes, double Nanoseconds)
{
    public static Figures None => new(0, long.MaxValue, double.MaxValue);

    public Figures Or(long result, long bytes, double nanoseconds) => new(result, Math.Min(Bytes, bytes), Math.Min(Nanoseconds, nanoseconds));
}
