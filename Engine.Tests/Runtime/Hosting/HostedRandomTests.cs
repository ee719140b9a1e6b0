using System.Reflection;
using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Generators;
using FsCheck.Xunit;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>Hosted workflows drawn by chance, nested and mapped ones among them: a run gives what is worked out by hand, wherever a process ends.</summary>
public class HostedRandomTests
{
    private const int BatchSize = 10;

    [Property(MaxTest = 2)]
    public Task Hosted_runs_agree_with_the_rules(int seed) => CheckAsync(seed, isAsynchronous: false);

    [Property(MaxTest = 2)]
    public Task Asynchronous_hosted_runs_agree_with_the_rules(int seed) => CheckAsync(seed, isAsynchronous: true);

    private static async Task CheckAsync(int seed, bool isAsynchronous)
    {
        RandomWorkflow[] drawn = [.. Enumerable.Range(0, BatchSize).Select(i => new RandomWorkflow(unchecked((seed * 1000) + i), $"C{i}", isAsynchronous))];
        var compilation = CompilationFactory.Create([.. drawn.Select(static workflow => Hosted(workflow.Source()))]);
        RandomWorkflow[] children = [.. drawn.Where(workflow => !CompilationFactory.Parse(compilation, workflow.Name).Model.IsBroken)];
        Assert.True(children.Length > 1, $"Only {children.Length} of {BatchSize} workflows are sound.");
        RandomNesting[] nestings = [.. Enumerable.Range(0, BatchSize / 2).Select(i => new RandomNesting(unchecked((seed * 1000) + i), $"N{i}", children))];
        Assembly assembly = GeneratorRun.Of([.. children.Select(static child => Hosted(child.Source())), .. nestings.Select(static nesting => Hosted(nesting.Source()))]).Load();

        var random = new Random(seed);
        foreach ((string name, Func<long, long> evaluate) in children.Select(static child => (child.Name, (Func<long, long>)(input => child.Interpret(input).Output)))
            .Concat(nestings.Select(static nesting => (nesting.Name, (Func<long, long>)nesting.Evaluate))))
        {
            foreach (long input in (long[])[0, 1, seed & 0xFFFF])
            {
                var workflow = (IHostedWorkflow<long, long>)Activator.CreateInstance(assembly.GetType(name)!)!;
                long expected = evaluate(input);
                Assert.All(StoredRun<long, long>.Of(workflow, input).Outputs, output => Assert.Equal(expected, output));
                await CheckCrashAsync(workflow, input, expected, random);
            }
        }
    }

    private static async Task CheckCrashAsync(IHostedWorkflow<long, long> workflow, long input, long expected, Random random)
    {
        var journal = new KeptJournal();
        var shard = new HostedShard<long, long>(workflow, journal);
        shard.Shard.Recovered(0);
        shard.Start(input);
        await shard.EndAsync();
        Assert.Equal(expected, shard.Output);

        int start = journal.Records.FindIndex(static one => one.Record[0] == (byte)RecordKind.RunStarted);
        List<(long Position, byte[] Record)> kept = journal.Records[..random.Next(start + 1, journal.Records.Count + 1)];
        var second = new HostedShard<long, long>(workflow, new KeptJournal(kept[^1].Position));
        second.Recover(kept);
        second.Shard.Recovered(0);
        await second.EndAsync();
        Assert.Equal(RunStatus.Completed, second.Status);
        Assert.Equal(expected, second.Output);
    }

    private static string Hosted(string source) => source.Replace("[Workflow<long, long>]", "[Workflow<long, long>(Hosted = true)]", StringComparison.Ordinal);
}
