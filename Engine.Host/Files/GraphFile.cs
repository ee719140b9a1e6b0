using Engine.Graphs;

namespace Engine.Host.Files;

/// <summary>What a file said, whatever its format: named tasks with costs and the edges between them, in file order.</summary>
/// <remarks>Duplicate edges and self-loops are still in it: building the graph merges the former, planning names the latter.</remarks>
internal sealed record GraphFile
{
    /// <summary>The path as the person wrote it.</summary>
    public required string Path { get; init; }

    /// <summary>The format's name for people, such as "WfFormat 1.5".</summary>
    public required string Format { get; init; }

    /// <summary>The workflow's own name where the file has one, else the file's name.</summary>
    public required string Title { get; init; }

    /// <summary>The name of each task, by 0-based position in the file.</summary>
    public required IReadOnlyList<string> TaskNames { get; init; }

    /// <summary>The cost of each task in <see cref="Unit"/>, or empty when the format has none (every task costs 1).</summary>
    public required long[] Costs { get; init; }

    /// <summary>The prerequisite of each edge.</summary>
    public required int[] EdgeFrom { get; init; }

    /// <summary>The dependent of each edge.</summary>
    public required int[] EdgeTo { get; init; }

    /// <summary>What a cost of 1 is.</summary>
    public required CostUnit Unit { get; init; }

    /// <summary>How many tasks there are.</summary>
    public int TaskCount => TaskNames.Count;

    /// <summary>Builds the graph; self-loops are kept, so that planning reports them as cycles of one.</summary>
    public Digraph BuildGraph(bool withPredecessors = false)
    {
        using var builder = new DigraphBuilder { AllowSelfLoops = true, Names = TaskNames };
        if (Costs.Length == 0)
        {
            builder.AddNodes(TaskCount);
        }
        else
        {
            builder.AddNodes(Costs);
        }

        builder.AddEdges(EdgeFrom, EdgeTo);
        return builder.Build(withPredecessors);
    }
}
