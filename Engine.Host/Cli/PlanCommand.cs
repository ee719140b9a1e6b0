using System.CommandLine;
using System.Text;
using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Host.Cli;

/// <summary>`engine plan FILE`: reads a graph, plans it, and says or draws what came out.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "WfFormat 1.5 (.json), Standard Task Graph (.stg) or edge list (.edges), each also gzipped" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var mermaid = new Option<bool>("--mermaid") { Description = "Print a Mermaid flowchart instead of a table" };
        var dot = new Option<bool>("--dot") { Description = "Print a Graphviz digraph instead of a table" };
        var outputPath = new Option<string?>("--output", "-o") { Description = "Write there instead of to standard output", HelpName = "OUT" };
        var svg = new Option<string?>("--svg") { Description = "Also draw the graph and a schedule into this file", HelpName = "OUT" };
        var workers = new Option<string?>("--workers") { Description = "Schedule for these numbers of workers, such as 1,2,4", HelpName = "M,..." };
        var reduction = new Option<bool>("--reduction") { Description = "Find the edges that do not follow from others" };
        var antichain = new Option<bool>("--antichain") { Description = "Find how many tasks can run at the same time at most" };
        var lexicographic = new Option<bool>("--lexicographic") { Description = "With --json: the order that starts with the smallest ids" };
        var command = new Command("plan", "Plans a graph: order, levels, critical path, bottlenecks, makespan by number of workers")
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
        GraphFile file = GraphFileReader.Read(options.Path);
        Digraph graph = file.BuildGraph();
        var plan = new Plan();
        if (!Planner.TryPlan(graph, plan))
        {
            WriteCycle(options, output, plan);
            throw new UserError($"{file.Path}: {CycleText.Describe(file, plan.Cycle)}");
        }

        using StreamWriter? target = Open(options.OutputPath);
        var report = new PlanReport(options, file, graph, plan);
        report.Write(target ?? output);
        report.WriteSvg();
    }

    private static void WriteCycle(PlanOptions options, StreamWriter output, Plan plan)
    {
        if (options.Output == PlanOutput.Json)
        {
            using StreamWriter? target = Open(options.OutputPath);
            PlanJson.WriteCycle((target ?? output).BaseStream, plan.Cycle);
        }
    }

    private static StreamWriter? Open(string? path)
        => path is null ? null : new StreamWriter(OutputFile.Create(path, "-o"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private static PlanOutput ChooseOutput(bool json, bool mermaid, bool dot)
    {
        if ((json ? 1 : 0) + (mermaid ? 1 : 0) + (dot ? 1 : 0) > 1)
        {
            throw new UserError("--json, --mermaid and --dot exclude each other. Choose one of them.");
        }

        return json ? PlanOutput.Json : mermaid ? PlanOutput.Mermaid : dot ? PlanOutput.Dot : PlanOutput.Table;
    }
}
