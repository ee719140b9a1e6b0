using System.Reflection;
using FsCheck.Xunit;

namespace Engine.Tests.Generators;

/// <summary>Workflows around workflows, and maps, drawn by chance: a run gives what is worked out by hand.</summary>
public class NestingRandomTests
{
    private const int BatchSize = 12;

    [Property(MaxTest = 2)]
    public Task Nested_runs_agree_with_the_rules(int seed) => CheckAsync(seed, isAsynchronous: false);

    [Property(MaxTest = 2)]
    public Task Asynchronous_nested_runs_agree_with_the_rules(int seed) => CheckAsync(seed, isAsynchronous: true);

    private static async Task CheckAsync(int seed, bool isAsynchronous)
    {
        RandomWorkflow[] drawn = [.. Enumerable.Range(0, BatchSize).Select(i => new RandomWorkflow(unchecked((seed * 1000) + i), $"C{i}", isAsynchronous))];
        var compilation = CompilationFactory.Create([.. drawn.Select(static child => child.Source())]);
        RandomWorkflow[] children = [.. drawn.Where(child => !CompilationFactory.Parse(compilation, child.Name).Model.IsBroken)];
        Assert.True(children.Length > 1, $"Only {children.Length} of {BatchSize} children are sound.");

        RandomNesting[] nestings = [.. Enumerable.Range(0, BatchSize).Select(i => new RandomNesting(unchecked((seed * 1000) + i), $"N{i}", children))];
        string[] sources = [.. children.Select(static child => child.Source()), .. nestings.Select(static nesting => nesting.Source())];
        var whole = CompilationFactory.Create(sources);
        Assert.All(nestings, nesting => Assert.Empty(CompilationFactory.Parse(whole, nesting.Name).Diagnostics));
        Assembly assembly = GeneratorRun.Of(sources).Load();
        foreach (RandomNesting nesting in nestings)
        {
            var run = (IWorkflow<long, long>)Activator.CreateInstance(assembly.GetType(nesting.Name)!)!;
            foreach (long input in (long[])[0, 1, seed & 0xFFFF, 123_456])
            {
                using var source = new CancellationTokenSource();
                Assert.Equal(nesting.Evaluate(input), await run.RunAsync(input));
                Assert.Equal(nesting.Evaluate(input), await run.RunAsync(input, source.Token));
            }
        }
    }
}
