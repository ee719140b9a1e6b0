using System.Collections.Concurrent;
using Engine.Host.Serve.Ingest;

namespace Engine.Host.Serve.Catalog;

/// <summary>What one tenant has: workflows by id, and events. Nothing of it is seen by another.</summary>
internal sealed class TenantSpace(string name, int eventWindow, int deadLetters, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DefinedWorkflow> _workflows = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<DefinedWorkflow> _inOrder = [];

    /// <summary>Its name; empty for who uses no keys.</summary>
    public string Name { get; } = name;

    public EventHub Events { get; } = new(eventWindow, deadLetters, time);

    public int WorkflowCount => _workflows.Count;

    /// <summary>The name of a workflow of this tenant in the host that all share.</summary>
    public string HostNameOf(string workflow) => Name.Length == 0 ? workflow : $"{Name}/{workflow}";

    /// <summary>The id of a workflow of this tenant by its name in the host; null for one of another.</summary>
    public string? IdOf(string hostName) =>
        Name.Length == 0 ? hostName.Contains('/') ? null : hostName
        : hostName.Length > Name.Length && hostName[Name.Length] == '/' && hostName.StartsWith(Name, StringComparison.Ordinal) ? hostName[(Name.Length + 1)..] : null;

    public DefinedWorkflow? Find(string id) => _workflows.GetValueOrDefault(id);

    /// <summary>Lets a workflow be found. One whose definition was begun before another's may come after it.</summary>
    public void Add(DefinedWorkflow workflow)
    {
        lock (_gate)
        {
            _workflows[workflow.Spec.Id] = workflow;
            _inOrder.Insert(FirstAfter(workflow.Number), workflow);
        }
    }

    /// <summary>Lets a workflow go: nobody finds it any more. O(workflows), a few bytes each.</summary>
    public void Remove(DefinedWorkflow workflow)
    {
        lock (_gate)
        {
            _workflows.TryRemove(workflow.Spec.Id, out _);
            _inOrder.RemoveAt(FirstAfter(workflow.Number - 1));
        }

        workflow.Remove(Events);
    }

    /// <summary>Workflows in the order of their definition, behind a number.</summary>
    public List<DefinedWorkflow> After(int number, int count, Func<DefinedWorkflow, bool> isWanted)
    {
        List<DefinedWorkflow> found = [];
        lock (_gate)
        {
            for (int index = FirstAfter(number); index < _inOrder.Count && found.Count < count; index++)
            {
                if (isWanted(_inOrder[index]))
                {
                    found.Add(_inOrder[index]);
                }
            }
        }

        return found;
    }

    /// <summary>The place of the first workflow behind a number. Numbers ascend: a bisection finds it.</summary>
    private int FirstAfter(int number)
    {
        int low = 0;
        for (int high = _inOrder.Count; low < high;)
        {
            int middle = (low + high) / 2;
            if (_inOrder[middle].Number <= number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
