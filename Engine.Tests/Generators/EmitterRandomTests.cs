extern alias generators;

using System.Reflection;
using FsCheck.Xunit;

namespace Engine.Tests.Generators;

/// <summary>Emitted code of workflows drawn by chance does what an interpreter of the rules says.</summary>
public class EmitterRandomTests
{
    private const int BatchSize = 24;

    [Property(MaxTest = 2)]
    public void Run_of_random_workflows_agrees_with_the_rules(int seed) => Check(seed, isAsynchronous: false);

    [Property(MaxTest = 2)]
    public Task RunAsync_of_random_workflows_agrees_with_the_rules(int seed) => CheckAsync(seed, isAsynchronous: true);

    private static void Check(int seed, bool isAsynchronous) => CheckAsync(seed, isAsynchronous).GetAwaiter().GetResult();

    private static async Task CheckAsync(int seed, bool isAsynchronous)
    {
        RandomWorkflow[] workflows = [.. Enumerable.Range(0, BatchSize).Select(i => new RandomWorkflow(unchecked((seed * 1000) + i), $"W{i}", isAsynchronous))];
        var compilation = CompilationFactory.Create([.. workflows.Select(static workflow => workflow.Source())]);
        RandomWorkflow[] sound = [.. workflows.Where(workflow => !CompilationFactory.Parse(compilation, workflow.Name).Model.IsBroken)];

        // Conditions drawn by chance may contradict each other, which the analyser refuses; but most do not.
        Assert.True(sound.Length > BatchSize / 3, $"Only {sound.Length} of {BatchSize} workflows are sound.");
        Assembly assembly = GeneratorRun.Of([.. sound.Select(static workflow => workflow.Source())]).Load();
        foreach (RandomWorkflow workflow in sound)
        {
            Type type = assembly.GetType(workflow.Name)!;
            foreach (long input in (long[])[0, 1, seed & 0xFFFF, 123_456])
            {
                await CheckAsync(workflow, type, input);
            }

            if (!isAsynchronous)
            {
                CheckBatch(workflow, type, seed);
            }

            DefinitionTables tables = DefinitionTables.Of(Activator.CreateInstance(type)!);
            Assert.Equal(workflow.PlanNames(), tables.StepNames);
            Assert.Equal(workflow.PlanNames(), Enum.GetNames(type.GetNestedType("Steps")!));
        }
    }

    private static async Task CheckAsync(RandomWorkflow workflow, Type type, long input)
    {
        (long expected, IReadOnlyList<string> trace) = workflow.Interpret(input);
        foreach (bool hasToken in (bool[])[false, true])
        {
            using var source = new CancellationTokenSource();
            object made = Activator.CreateInstance(type)!;
            var run = (IWorkflow<long, long>)made;
            Assert.Equal(expected, await run.RunAsync(input, hasToken ? source.Token : default));
            var seen = (List<string>)type.GetProperty("Trace")!.GetValue(made)!;
            Assert.Equal(trace.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
            if (!workflow.IsAsynchronous)
            {
                Assert.Equal(trace, seen);
            }
        }

        if (!workflow.IsAsynchronous)
        {
            object made = Activator.CreateInstance(type)!;
            Assert.Equal(expected, type.GetMethods().Single(static method => method is { Name: "Run", IsGenericMethod: false }).Invoke(made, [input]));
            Assert.Equal(trace, (List<string>)type.GetProperty("Trace")!.GetValue(made)!);
        }
    }

    /// <summary>Every lane of a batch gives what the rules say for its input; steps come before lanes, so only what ran is compared.</summary>
    private static void CheckBatch(RandomWorkflow workflow, Type type, int seed)
    {
        long[] inputs = [.. Enumerable.Range(0, 150).Select(i => (long)(((seed & 0xFFFF) * 31) + (i * 977)))];
        long[] outputs = new long[inputs.Length];
        object made = Activator.CreateInstance(type)!;
        type.GetMethod("RunBatch", [typeof(ReadOnlySpan<long>), typeof(Span<long>)])!.CreateDelegate<RunBatch>(made)(inputs, outputs);
        (long Output, IReadOnlyList<string> Trace)[] expected = [.. inputs.Select(workflow.Interpret)];
        Assert.Equal(expected.Select(static run => run.Output), outputs);
        Assert.Equal(
            expected.SelectMany(static run => run.Trace).Order(StringComparer.Ordinal),
            ((List<string>)type.GetProperty("Trace")!.GetValue(made)!).Order(StringComparer.Ordinal));
    }

    private delegate void RunBatch(ReadOnlySpan<long> inputs, Span<long> outputs);
}
