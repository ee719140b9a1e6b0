using System.Collections;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>The tasks of a graph as they were given; each is put together when it is read, so that a graph keeps nothing twice.</summary>
internal sealed class TaskSpecList(TaskGraph graph) : IReadOnlyList<TaskSpec>
{
    public int Count => graph.Count;

    public TaskSpec this[int index] => graph.SpecOf(index);

    public IEnumerator<TaskSpec> GetEnumerator()
    {
        for (int position = 0; position < graph.Count; position++)
        {
            yield return graph.SpecOf(position);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
