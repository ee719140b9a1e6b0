using System.Globalization;
using System.Xml.Linq;
using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Render;
using Engine.Tests.Graphs;

namespace Engine.Tests.Host.Render;

/// <summary>A planned and scheduled graph, and what the writers make of it.</summary>
internal sealed class RenderCase
{
    /// <summary>Names that break careless writers: markup, quotes, control characters, overrides, halves of pairs, scripts, lengths.</summary>
    public static readonly string[] NastyNames =
    [
        "a<b>&\"quote\"'apos'", "\u0001\u0000ctl\u001b[31m", "\U0001F600 family \U0001F468\u200D\U0001F469\u200D\U0001F467", "\u0645\u0631\u062D\u0628\u0627 \u05E9\u05DC\u05D5\u05DD",
        "\u6F22\u5B57\u30C6\u30B9\u30C8\u6F22\u5B57\u30C6\u30B9\u30C8", "\u202Eevil override", "]]> <!-- --> <![CDATA[", "\uD800 lone", "line\nbreak\ttab\r\n", "1. list\\",
        "`md` **bold** _x_ __init__", "end", "%%{init}%%", "", "   ", new string('W', 200), "\uFFFE\uFFFF\uFDD0", "Zo\u00EB Stra\u00DFe", "{\\n}|<p>", "trailing\\", "a;b]c[d", "#quot; &amp; &#10;", "h\u0337\u031Be\u0334l\u0338",
    ];

    public RenderCase(int nodeCount, (int From, int To)[] edges, long[] costs, Func<int, string>? name = null, int workers = 3, CostUnit? unit = null)
    {
        File = new GraphFile
        {
            Path = "folder/case.json",
            Format = "test",
            Title = "case",
            TaskNames = Enumerable.Range(0, nodeCount).Select(name ?? (static node => "task " + node)).ToArray(),
            Costs = costs,
            EdgeFrom = Array.ConvertAll(edges, static edge => edge.From),
            EdgeTo = Array.ConvertAll(edges, static edge => edge.To),
            Unit = unit ?? CostUnit.Seconds,
        };
        Graph = File.BuildGraph();
        Plan = new Plan();
        Planner.Plan(Graph, Plan);
        Schedule = new Schedule();
        ListScheduler.Schedule(Graph, Plan, workers, Schedule);
    }

    public RenderCase(GraphCase made, int workers = 3)
        : this(made.NodeCount, made.From.Zip(made.To).ToArray(), made.Costs, workers: workers)
    {
    }

    public GraphFile File { get; init; }

    public Digraph Graph { get; }

    public Plan Plan { get; }

    public Schedule Schedule { get; }

    public static RenderCase Chain(int nodeCount, int workers = 2)
        => new(nodeCount, Enumerable.Range(0, nodeCount - 1).Select(static node => (node, node + 1)).ToArray(), Enumerable.Range(1, nodeCount).Select(static node => 1000L * node).ToArray(), workers: workers);

    /// <summary>Each task depends on some of those shortly before it.</summary>
    public static RenderCase Random(int nodeCount, double degree, int reach, int seed, int workers)
    {
        var random = new Random(seed);
        var edges = new List<(int, int)>();
        for (int i = 0; i < nodeCount * degree; i++)
        {
            int from = random.Next(nodeCount - 1);
            edges.Add((from, from + 1 + random.Next(Math.Min(reach, nodeCount - 1 - from))));
        }

        return new RenderCase(nodeCount, edges.ToArray(), Enumerable.Range(0, nodeCount).Select(_ => random.NextInt64(100_000_000)).ToArray(), workers: workers);
    }

    public static RenderCase Nasty() => new(
        NastyNames.Length,
        Enumerable.Range(1, NastyNames.Length - 1).Select(static node => ((node - 1) / 2, node)).ToArray(),
        Enumerable.Range(0, NastyNames.Length).Select(static node => node * 1_234_567L).ToArray(),
        static node => NastyNames[node]);

    public string Svg(bool withSchedule = true) => Text(output => SvgReport.Write(output, File, Graph, Plan, withSchedule ? Schedule : null));

    public string Dot() => Text(output => DotWriter.Write(output, File, Graph, Plan));

    public string Mermaid() => Text(output => MermaidWriter.Write(output, File, Graph, Plan));

    public SvgPicture Picture(bool withSchedule = true) => new(XDocument.Parse(Svg(withSchedule)));

    /// <summary>The critical path as edges.</summary>
    public HashSet<(int From, int To)> CriticalEdges()
    {
        int[] path = Plan.CriticalPath.ToArray();
        return path.Zip(path.Skip(1)).ToHashSet();
    }

    private static string Text(Action<TextWriter> write)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        write(output);
        return output.ToString();
    }
}
