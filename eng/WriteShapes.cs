using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// The build task that writes the workflow classes of the execution benchmarks: one line per step, besides the same calls by
/// hand. A thousand steps are text that nobody reads; this says what is in them. eng/WriteShapes.targets runs it.
/// </summary>
public sealed class WriteShapes : Task
{
    [Required]
    public string Folder { get; set; }

    public override bool Execute()
    {
        Directory.CreateDirectory(Folder);
        var shapes = new[]
        {
            Shape.Chain("Chain10", 10),
            Shape.Chain("Chain1000", 1_000),
            Shape.Diamond("Diamond"),
            Shape.Fan("Fan16", 16),
            Shape.Fan("Fan1000", 1_000),
            Shape.Random("Random1000", nodeCount: 1_000, edgeCount: 5_000, seed: 20_260_103),
            Shape.Tree("Tree127", leafCount: 64),
        };
        foreach (Shape shape in shapes)
        {
            Write(shape.Name, shape.Synchronous("Empty"));
            Write(shape.Name + "Micro", shape.Synchronous("Micro"));
            if (shape.HasLongSteps)
            {
                Write(shape.Name + "Long", shape.Synchronous("Long"));
            }

            Write(shape.Name + "Async", shape.Asynchronous(suspends: false));
            if (shape.Suspends)
            {
                Write(shape.Name + "Suspending", shape.Asynchronous(suspends: true));
            }
        }

        Write("ShapeGraphs", Shape.Graphs(shapes));
        return true;
    }

    // A file that did not change keeps its time, and whatever was built from it stays valid.
    private void Write(string name, string text)
    {
        string path = Path.Combine(Folder, name + ".g.cs");
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            File.WriteAllText(path, text);
        }
    }
}

/// <summary>A graph whose nodes are numbered in a topological order, node 0 first and the output last.</summary>
internal sealed class Shape
{
    // By hand nobody awaits a thousand steps in one method, and the JIT would not optimise it.
    private const int MaxAwaitsByHand = 200;

    private readonly List<int>[] _inputs;

    private Shape(string name, List<int>[] inputs)
    {
        Name = name;
        _inputs = inputs;
    }

    public string Name { get; }

    /// <summary>Whether there is also a variant whose steps really suspend.</summary>
    public bool Suspends => _inputs.Length <= 20;

    /// <summary>Whether there is also a variant with steps of 100 µs.</summary>
    public bool HasLongSteps => Name is "Fan16" or "Tree127";

    private int Last => _inputs.Length - 1;

    public static Shape Chain(string name, int count)
        => new Shape(name, Enumerable.Range(0, count).Select(node => node == 0 ? new List<int>() : new List<int> { node - 1 }).ToArray());

    public static Shape Diamond(string name) => Fan(name, 2);

    public static Shape Fan(string name, int width)
        => new Shape(name, Enumerable.Range(0, width + 2).Select(node =>
            node == 0 ? new List<int>() : node <= width ? new List<int> { 0 } : Enumerable.Range(1, width).ToList()).ToArray());

    /// <summary>Leaves first; each inner node adds two nodes, and the last is the root.</summary>
    public static Shape Tree(string name, int leafCount)
        => new Shape(name, Enumerable.Range(0, (2 * leafCount) - 1).Select(node =>
            node < leafCount ? new List<int>() : new List<int> { 2 * (node - leafCount), (2 * (node - leafCount)) + 1 }).ToArray());

    /// <summary>Random edges from smaller to larger numbers; the last node reads whatever no other node reads.</summary>
    public static Shape Random(string name, int nodeCount, int edgeCount, uint seed)
    {
        uint random = seed;
        int Below(int limit)
        {
            // xorshift32 (Marsaglia, 2003): the same graph on every machine.
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            return (int)((ulong)random * (ulong)limit >> 32);
        }

        int last = nodeCount - 1;
        var inputs = Enumerable.Range(0, nodeCount).Select(node => new SortedSet<int>()).ToArray();
        var isRead = new bool[nodeCount];
        int edges = 0, unread = last;
        void Add(int from, int to)
        {
            edges += inputs[to].Add(from) ? 1 : 0;
            unread -= isRead[from] ? 0 : 1;
            isRead[from] = true;
        }

        for (int node = 1; node < last; node++)
        {
            Add(Below(node), node);
        }

        while (edges + unread < edgeCount)
        {
            int one = Below(last), other = Below(last);
            if (one != other)
            {
                Add(Math.Min(one, other), Math.Max(one, other));
            }
        }

        for (int node = 0; node < last; node++)
        {
            if (!isRead[node])
            {
                inputs[last].Add(node);
            }
        }

        return new Shape(name, inputs.Select(set => set.ToList()).ToArray());
    }

    public string Synchronous(string work)
    {
        string type = work == "Empty" ? Name : Name + work;
        var text = Head(type, parameters: "");
        for (int node = 0; node <= Last; node++)
        {
            text.Append($"    {Attribute(node)} public static long S{node}({Parameters(node)}) => Work.{work}({node}, {Sum(node)});\n");
        }

        text.Append("\n    public long ByHand(in long input)\n    {\n");
        for (int node = 0; node < Last; node++)
        {
            text.Append($"        long s{node} = S{node}({Arguments(node)});\n");
        }

        text.Append($"        return S{Last}({Arguments(Last)});\n    }}\n}}\n");
        text.Append($@"
internal readonly struct {type}Entry() : ISyncEntry
{{
    private readonly {type} _workflow = new();
    public static ShapeGraph Graph => ShapeGraphs.{Name};
    public static long Work(int node, long sum) => global::Engine.Host.Bench.Execution.Work.{work}(node, sum);
    public long ByHand(in long input) => _workflow.ByHand(in input);
    public long Run(in long input) => _workflow.Run(in input);
    public long RunInline(in long input) => _workflow.Run(in input, default(NoObserver));
    public long RunParallel(in long input, int degree) => _workflow.RunParallel(in input, degree);
    public ValueTask<long> RunAsync(long input) => _workflow.RunAsync(input);
}}
");
        return text.ToString();
    }

    public string Asynchronous(bool suspends)
    {
        string type = Name + (suspends ? "Suspending" : "Async");
        var text = Head(type, suspends ? "(Suspender suspender)" : "");
        string modifier = suspends ? "" : " static", make = suspends ? "suspender.Suspend" : "new";
        for (int node = 0; node <= Last; node++)
        {
            text.Append($"    {Attribute(node)} public{modifier} ValueTask<long> S{node}({Parameters(node)}) => {make}(Work.Empty({node}, {Sum(node)}));\n");
        }

        if (Last <= MaxAwaitsByHand)
        {
            AwaitByHand(text);
        }

        text.Append("}\n");
        string byHand = Last <= MaxAwaitsByHand ? "_workflow.ByHand(input)" : "throw new NotSupportedException()";
        text.Append($@"
internal readonly struct {type}Entry({(suspends ? "Suspender suspender" : "")}) : IAsyncEntry
{{
    private readonly {type} _workflow = new({(suspends ? "suspender" : "")});
    public static ShapeGraph Graph => ShapeGraphs.{Name};
    public static bool HasByHand => {(Last <= MaxAwaitsByHand ? "true" : "false")};
    public ValueTask<long> ByHand(long input) => {byHand};
    public ValueTask<long> RunAsync(long input) => _workflow.RunAsync(input);
}}
");
        return text.ToString();
    }

    public static string Graphs(Shape[] shapes)
    {
        var text = new StringBuilder("// <auto-generated/>\nnamespace Engine.Host.Bench.Execution.Shapes;\n\ninternal static class ShapeGraphs\n{\n");
        foreach (Shape shape in shapes)
        {
            var offsets = new List<int> { 0 };
            foreach (List<int> inputs in shape._inputs)
            {
                offsets.Add(offsets[offsets.Count - 1] + inputs.Count);
            }

            text.Append($"    public static ShapeGraph {shape.Name} {{ get; }} = new(\"{shape.Name}\", [{string.Join(", ", offsets)}], [{string.Join(", ", shape._inputs.SelectMany(inputs => inputs))}]);\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>Level by level: all steps of one are started, then each is awaited.</summary>
    private void AwaitByHand(StringBuilder text)
    {
        var level = new int[_inputs.Length];
        for (int node = 0; node <= Last; node++)
        {
            level[node] = _inputs[node].Count == 0 ? 0 : 1 + _inputs[node].Max(input => level[input]);
        }

        text.Append("\n    public async ValueTask<long> ByHand(long input)\n    {\n");
        foreach (IGrouping<int, int> nodes in Enumerable.Range(0, _inputs.Length).GroupBy(node => level[node]).OrderBy(group => group.Key))
        {
            if (nodes.Count() == 1)
            {
                text.Append($"        long s{nodes.First()} = await S{nodes.First()}({Arguments(nodes.First())}).ConfigureAwait(false);\n");
                continue;
            }

            foreach (int node in nodes)
            {
                text.Append($"        ValueTask<long> t{node} = S{node}({Arguments(node)});\n");
            }

            foreach (int node in nodes)
            {
                text.Append($"        long s{node} = await t{node}.ConfigureAwait(false);\n");
            }
        }

        text.Append($"        return s{Last};\n    }}\n");
    }

    private static StringBuilder Head(string type, string parameters)
        => new StringBuilder($"// <auto-generated/>\n#nullable enable\nnamespace Engine.Host.Bench.Execution.Shapes;\n\n[Workflow<long, long>]\ninternal sealed partial class {type}{parameters}\n{{\n");

    private string Attribute(int node) => node == Last ? "[Step, Output]" : "[Step]";

    private string Parameters(int node) => _inputs[node].Count == 0 ? "long input" : string.Join(", ", _inputs[node].Select(input => $"long s{input}"));

    private string Arguments(int node) => _inputs[node].Count == 0 ? "input" : string.Join(", ", _inputs[node].Select(input => $"s{input}"));

    private string Sum(int node) => _inputs[node].Count == 0 ? "input" : string.Join(" + ", _inputs[node].Select(input => $"s{input}"));
}
