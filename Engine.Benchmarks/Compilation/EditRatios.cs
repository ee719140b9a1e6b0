extern alias generators;

using System.Collections.Immutable;
using generators::Engine.Generators;
using Engine.Host.Bench;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Engine.Benchmarks.Compilation;

/// <summary>
/// What an edit of a project with many workflows costs the generator: processor time of the whole process per edit, ours and the
/// usual way in alternating rounds. Parsing the edited file is not counted, for the compiler does it anyway.
/// </summary>
internal static class EditRatios
{
    private const int WarmUpRounds = 4;
    private const int Rounds = 15;
    private const int EditsPerRound = 8;

    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        CSharpCompilation compilation = EditSample.Create();
        GeneratorDriver ours = First(new WorkflowGenerator(), compilation, out _);
        GeneratorDriver usual = First(new RereadingGenerator(), compilation.Clone(), out _);
        BenchmarkChecks.ThrowIf(Difference(ours, usual));

        output.WriteLine($"{EditSample.Workflows} workflows of {EditSample.StepsEach} steps");
        output.WriteLine();
        output.WriteLine("| edit | generator, median | least | KB | read every time, median | least | KB | ratio of the least |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        FirstRow(output, progress, quick);
        int serial = 0;
        foreach ((string name, int file, string old) in EditSample.Edits)
        {
            progress.WriteLine($"{name} ...");
            var mine = new List<Cost>();
            var theirs = new List<Cost>();
            for (int round = 0; round < (quick ? 2 : WarmUpRounds + Rounds); round++)
            {
                var edits = new CSharpCompilation[EditsPerRound];
                for (int i = 0; i < edits.Length; i++)
                {
                    edits[i] = compilation = EditSample.Edit(compilation, file, old, ++serial);
                }

                // Symbols that one has bound must not be there already for the other.
                CSharpCompilation[] copies = [.. edits.Select(static edit => edit.Clone())];
                ours = Measure(ours, edits, out Cost our);
                usual = Measure(usual, copies, out Cost their);
                if (quick || round >= WarmUpRounds)
                {
                    mine.Add(our);
                    theirs.Add(their);
                }
            }

            BenchmarkChecks.ThrowIf(Difference(ours, usual));
            output.WriteLine($"| {name} | {Cells(mine)} | {Cells(theirs)} | {BenchTable.Ratio(mine.Min(static cost => cost.Time) / theirs.Min(static cost => cost.Time))} |");
        }

        output.WriteLine();
        AnalyserTable(output, progress, compilation, ours, quick);
    }

    /// <summary>The analyser has no memory: it says what it costs to look at everything, and at the one file that is open.</summary>
    private static void AnalyserTable(TextWriter output, TextWriter progress, CSharpCompilation compilation, GeneratorDriver driver, bool quick)
    {
        output.WriteLine("| analyser, after an edit of a body | median | least | KB |");
        output.WriteLine("|---|---|---|---|");
        foreach (bool isWhole in new[] { true, false })
        {
            progress.WriteLine($"analyser {isWhole} ...");
            var costs = new List<Cost>();
            for (int round = 0; round < (quick ? 2 : WarmUpRounds + Rounds); round++)
            {
                compilation = EditSample.Edit(compilation, 1, EditSample.Edits[1].Old, 50_000 + round);
                driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Microsoft.CodeAnalysis.Compilation all, out _);
                var analysis = all.WithAnalyzers([new WorkflowAnalyzer()], new AnalyzerOptions([]));
                SemanticModel model = all.GetSemanticModel(compilation.SyntaxTrees[1]);
                costs.Add(Cost.Of(1, () =>
                {
                    ImmutableArray<Diagnostic> found = (isWhole
                        ? analysis.GetAnalyzerDiagnosticsAsync()
                        : analysis.GetAnalyzerSemanticDiagnosticsAsync(model, null, default)).GetAwaiter().GetResult();
                    BenchmarkChecks.ThrowIf(found.IsEmpty ? null : found[0].ToString());
                }));
            }

            output.WriteLine($"| {(isWhole ? "the whole project" : "the edited file")} | {Cells([.. costs.Skip(quick ? 0 : WarmUpRounds)])} |");
        }
    }

    /// <summary>A build without an editor: nothing is remembered, and what would be remembered is found for nothing.</summary>
    private static void FirstRow(TextWriter output, TextWriter progress, bool quick)
    {
        progress.WriteLine("first run ...");
        var mine = new List<Cost>();
        var theirs = new List<Cost>();
        for (int round = 0; round < (quick ? 1 : WarmUpRounds); round++)
        {
            First(new WorkflowGenerator(), EditSample.Create(), out Cost our);
            First(new RereadingGenerator(), EditSample.Create(), out Cost their);
            mine.Add(our);
            theirs.Add(their);
        }

        output.WriteLine($"| none: the first run, with planning and code | {Cells(mine)} | {Cells(theirs)} | {BenchTable.Ratio(mine.Min(static cost => cost.Time) / theirs.Min(static cost => cost.Time))} |");
    }

    private static GeneratorDriver First(IIncrementalGenerator generator, CSharpCompilation compilation, out Cost cost) => Measure(
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options), [compilation], out cost);

    private static GeneratorDriver Measure(GeneratorDriver driver, CSharpCompilation[] edits, out Cost cost)
    {
        cost = Cost.Of(edits.Length, () =>
        {
            foreach (CSharpCompilation edit in edits)
            {
                driver = driver.RunGenerators(edit);
            }
        });
        return driver;
    }

    /// <summary>The registration is ours alone, and empty without a service collection.</summary>
    private static string? Difference(GeneratorDriver ours, GeneratorDriver usual)
    {
        string[] mine = Texts(ours), theirs = Texts(usual);
        return mine.Length == EditSample.Workflows && mine.SequenceEqual(theirs) ? null : $"{mine.Length} files here, {theirs.Length} there, or other texts";
    }

    private static string[] Texts(GeneratorDriver driver)
    {
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        return result.Exception is { } exception
            ? throw new InvalidOperationException("The generator threw.", exception)
            : [.. result.GeneratedSources.OrderBy(static source => source.HintName, StringComparer.Ordinal).Select(static source => source.SourceText.ToString())];
    }

    private static string Cells(List<Cost> costs)
    {
        TimeSpan[] times = [.. costs.Select(static cost => cost.Time).Order()];
        return $"{Ms(times[times.Length / 2])} | {Ms(times[0])} | {costs.Min(static cost => cost.Bytes) / 1024:N0}";
    }

    private static string Ms(TimeSpan time) => BenchTable.Time(time.TotalNanoseconds);

    /// <summary>Per edit: processor time and bytes of all threads.</summary>
    private readonly record struct Cost(TimeSpan Time, long Bytes)
    {
        public static Cost Of(int edits, Action run)
        {
            GC.Collect();
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            run();
            TimeSpan time = Environment.CpuUsage.TotalTime - start;
            return new Cost(time / edits, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / edits);
        }
    }
}
