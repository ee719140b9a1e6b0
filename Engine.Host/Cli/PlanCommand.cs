using System.CommandLine;
using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Host.Cli;

/// <summary>`engine plan FILE`: reads a graph, plans it, and says or draws what came out.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "WfFormat 1.5 (.json), Standard Task Graph (.stg) or edge list (.edges), each also gzipped; - reads standard input." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table." };
        var mermaid = new Option<bool>("--mermaid") { Description = "Print a Mermaid flowchart instead of a table." };
        var dot = new Option<bool>("--dot") { Description = "Print a Graphviz digraph instead of a table." };
        var outputPath = new Option<string?>("--output", "-o") { Description = "Write to this file instead of standard output.", HelpName = "OUT" };
        var svg = new Option<string?>("--svg") { Description = "Also draw the graph and a schedule into this file.", HelpName = "OUT" };
        var workers = new Option<string?>("--workers", "-m") { Description = "Schedule for these numbers of workers, such as 1,2,4.", HelpName = "M,..." };
        var reduction = new Option<bool>("--reduction") { Description = "Find the edges that do not follow from others." };
        var antichain = new Option<bool>("--antichain") { Description = "Find how many tasks can run at the same time at most." };
        var lexicographic = new Option<bool>("--lexicographic") { Description = "With --json: print the order that starts with the smallest ids." };
        var command = new Command("plan", "Plan a graph: order, levels, critical path, bottlenecks, makespan by number of workers.")
        {
            file, json, mermaid, dot, outputPath, svg, workers, reduction, antichain, lexicographic,
        };
        command.SetAction(parsed =>
        {
            var options = new PlanOptions
            {
                Path = parsed.GetValue(file)!,
                Output = ChooseOutput(parsed.GetValue(json), parsed.GetValue(mermaid), parsed.GetValue(dot)),
                OutputPath = parsed.GetValue(outputPath),
                SvgPath = parsed.GetValue(svg),
                Workers = parsed.GetValue(workers) is { } list ? PlanOptions.ParseWorkers(list) : null,
                Reduction = parsed.GetValue(reduction),
                Antichain = parsed.GetValue(antichain),
                Lexicographic = parsed.GetValue(lexicographic),
            };
            Run(options, (StreamWriter)parsed.InvocationConfiguration.Output);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Runs the command.</summary>
    /// <exception cref="UserError">The file or an option is wrong, or the graph has a cycle, which is then in the JSON too.</exception>
    public static void Run(PlanOptions options, StreamWriter output)
    {
        options.Check();
        CommandLine.RefuseEmpty(options.Path);
        GraphFile file = GraphFileReader.Read(options.Path);
        try
        {
            Run(options, file, output);
        }
        catch (GraphException exception)
        {
            throw new UserError($"{file.Path}: {exception.Message}");
        }
    }

    private static void Run(PlanOptions options, GraphFile file, StreamWriter output)
    {
        Digraph graph = file.BuildGraph();
        var plan = new Plan();
        bool hasOrder = Planner.TryPlan(graph, plan);
        using EndSignals? signals = options.OutputPath is null && options.SvgPath is null ? null : new EndSignals(isOrderly: false);
        // Both before the analyses: a path that cannot be written should not cost their time, nor half an answer.
        using OutputFile? target = options.OutputPath is null ? null : OutputFile.Create(options.OutputPath, "-o", options.Path);
        using OutputFile? picture = options.SvgPath is null ? null : OutputFile.Create(options.SvgPath, "--svg", options.Path);
        if (!hasOrder)
        {
            if (options.Output == PlanOutput.Json)
            {
                PlanJson.WriteCycle((target?.Writer ?? output).BaseStream, plan.Cycle);
                target?.Finish();
            }

            throw new UserError($"{file.Path}: {CycleText.Describe(file, plan.Cycle)}");
        }

        var report = new PlanReport(options, file, graph, plan);
        report.Write(target?.Writer ?? output);
        target?.Finish();
        if (picture is not null)
        {
            report.WriteSvg(picture.Writer);
            picture.Finish();
        }
    }

    private static PlanOutput ChooseOutput(bool json, bool mermaid, bool dot)
    {
        if ((json ? 1 : 0) + (mermaid ? 1 : 0) + (dot ? 1 : 0) > 1)
        {
            throw new UserError("--json, --mermaid and --dot exclude each other. Choose one of them.");
        }

        return json ? PlanOutput.Json : mermaid ? PlanOutput.Mermaid : dot ? PlanOutput.Dot : PlanOutput.Table;
    }
}
