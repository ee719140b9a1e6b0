using System.Text;
using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Host.Cli;

/// <summary>Says by name why a graph has no order.</summary>
internal static class CycleText
{
    /// <summary>A message of a thousand names helps nobody; --json prints the whole cycle.</summary>
    private const int MaxNames = 12, MaxNameLength = 60;

    /// <summary>One line: the tasks of the cycle and what to do.</summary>
    public static string Describe(GraphFile file, ReadOnlySpan<int> cycle)
    {
        string first = Name(file, cycle[0]);
        if (cycle.Length == 1)
        {
            return $"the task {first} waits for itself. Remove this edge.";
        }

        var text = new StringBuilder($"the graph has a cycle of {cycle.Length} tasks: ");
        for (int i = 0; i < Math.Min(cycle.Length, MaxNames); i++)
        {
            text.Append(Name(file, cycle[i])).Append(" -> ");
        }

        return text.Append(cycle.Length > MaxNames ? "... -> " : "").Append(first).Append(". Remove one of these edges.").ToString();
    }

    private static string Name(GraphFile file, int task) => TextTable.Shorten(file.TaskNames[task], MaxNameLength);
}
