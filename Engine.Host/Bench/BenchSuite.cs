using Engine.Host.Bench.Durable;
using Engine.Host.Bench.Events;
using Engine.Host.Bench.Batches;
using Engine.Host.Bench.Execution;
using Engine.Host.Bench.Http;
using Engine.Host.Bench.Queues;

namespace Engine.Host.Bench;

/// <summary>Cases that are asked for by one word on the command line.</summary>
internal sealed record BenchSuite(string Name, IReadOnlyList<BenchCase> Cases)
{
    public const string DefaultUnit = "edge";

    /// <summary>What an operation's time is divided by in the report, where a case has no unit of its own.</summary>
    public string Unit { get; init; } = DefaultUnit;

    /// <summary>Every suite there is, in the order of the report.</summary>
    public static IReadOnlyList<BenchSuite> All { get; } = [PlanningSuite.Create(), ExecutionSuite.Create(), ParallelSuite.Create(), BatchSuite.Create(), EventSuite.Create(), QueueSuite.Create(), DurableSuite.Create(), HttpSuite.Create()];

    /// <summary>The names of the fits over several cases.</summary>
    public IEnumerable<string> FitNames => Cases.Select(static one => one.FitName).OfType<string>().Distinct();

    /// <summary>The names of the rows that this suite adds to a report: its cases, then the fits.</summary>
    public IEnumerable<string> ResultNames => Cases.Select(static one => one.Name).Concat(FitNames);

    /// <summary>The suites of these names, each once, in the order of the report; all when none is named.</summary>
    /// <exception cref="Cli.UserError">There is no suite of that name.</exception>
    public static IReadOnlyList<BenchSuite> Select(IReadOnlyCollection<string> names)
    {
        string? unknown = names.FirstOrDefault(static name => All.All(suite => suite.Name != name));
        return unknown is null
            ? [.. All.Where(suite => names.Count == 0 || names.Contains(suite.Name))]
            : throw new Cli.UserError($"bench: there is no suite '{unknown}'; choose from: {string.Join(", ", All.Select(static suite => suite.Name))}.");
    }
}
