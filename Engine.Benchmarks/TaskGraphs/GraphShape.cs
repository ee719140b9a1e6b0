using Engine.Runtime;

namespace Engine.Benchmarks.TaskGraphs;

/// <summary>A graph of tasks in layers, each task of which depends on two of the layer before.</summary>
internal sealed record GraphShape(string Name, int Layers, int Width)
{
    public static IReadOnlyList<GraphShape> All { get; } =
    [
        new("10 in a chain", 10, 1),
        new("100 in ten layers of ten", 10, 10),
        new("1,000 in ten layers of a hundred", 10, 100),
    ];

    public int Count => Layers * Width;

    /// <summary>The places of the tasks that a task depends on.</summary>
    public int[] Before(int place) => place < Width ? [] : [.. new[] { place - Width, (((place / Width) - 1) * Width) + ((place + 1) % Width) }.Distinct()];

    public TaskGraph ToGraph() => TaskGraph.Create(
        Name, [.. Enumerable.Range(0, Count).Select(place => new TaskSpec($"t{place}", "work") { DependsOn = [.. Before(place).Select(static before => $"t{before}")] })]);

    public override string ToString() => Name;
}
