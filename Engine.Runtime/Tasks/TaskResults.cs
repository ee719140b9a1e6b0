using Engine.Internal;

namespace Engine.Runtime;

/// <summary>What the tasks of a run gave.</summary>
public sealed class TaskResults
{
    private readonly ReadOnlyMemory<byte>[] _results;

    internal TaskResults(TaskGraph graph, ReadOnlyMemory<byte>[] results)
    {
        Graph = graph;
        _results = results;
    }

    /// <summary>The graph.</summary>
    public TaskGraph Graph { get; }

    /// <summary>How many tasks there are.</summary>
    public int Count => _results.Length;

    /// <summary>The results of the tasks that no other depends on, by id, in the order of the graph's tasks. O(sinks).</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Output
    {
        get
        {
            ReadOnlySpan<int> sinks = Graph.Sinks;
            var output = new KeyValuePair<string, ReadOnlyMemory<byte>>[sinks.Length];
            for (int index = 0; index < output.Length; index++)
            {
                output[index] = new(Graph.IdOf(sinks[index]), _results[sinks[index]]);
            }

            return output;
        }
    }

    /// <summary>The result of a task by its position in <see cref="TaskGraph.Tasks"/>; empty where it gave none, or has not completed.</summary>
    public ReadOnlyMemory<byte> this[int position] => _results[position];

    /// <summary>The result of a task by its id. O(log tasks).</summary>
    /// <exception cref="KeyNotFoundException">There is no such task.</exception>
    public ReadOnlyMemory<byte> this[string id] => _results[Graph.PositionOf(id)];

    /// <summary>The result of a task by its id, if there is such a task. O(log tasks).</summary>
    public bool TryGet(string id, out ReadOnlyMemory<byte> result)
    {
        int position = Graph.IndexOf(id);
        result = position < 0 ? default : _results[position];
        return position >= 0;
    }
}
