using System.Text.Json;
using Engine.Host.Cli;

namespace Engine.Host.Files;

/// <summary>
/// Gathers the tasks of a WfFormat file while it streams by, both halves in any order, and puts them together at the end.
/// Until then a task is the number of its id, as parents and runtimes may come before the task itself.
/// </summary>
/// <remarks>
/// A record of the execution without a task is passed over, with or without a runtime: workflow systems record jobs of their own
/// there, such as moving files in and out, which the specification does not have. A task without a record is an error.
/// "parents" that are missing or null are none; were the task somebody's child, that would be the contradiction described
/// at <see cref="WfFormat"/>.
/// </remarks>
internal sealed class WfTasks(GraphSource source)
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const int None = -1;

    private readonly TaskIds _ids = new();
    private readonly EdgeCollector _parents = new();
    private readonly EdgeCollector _children = new();

    /// <summary>The id of each task, in file order.</summary>
    private readonly List<int> _tasks = [];

    /// <summary>By id: its position in the specification, and its runtime in microseconds.</summary>
    private readonly List<int> _positions = [];
    private readonly List<long> _runtimes = [];

    /// <summary>What is wrong with records, if they turn out to have tasks: the id, the record's index, and whether it is a second one.</summary>
    private readonly List<(int Id, int Index, bool IsSecond)> _faults = [];

    /// <summary>Reads one element of workflow.specification.tasks.</summary>
    public void ReadSpecification(ref JsonScanner json, int index)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Error(Specification(index), $"a task must be an object; found {json.Describe()}.");
        }

        if (index == FileLimits.MaxTasks)
        {
            throw Error("workflow.specification.tasks", $"there are more than {FileLimits.MaxTasks} tasks. Split the workflow.");
        }

        int id = None, firstParent = _parents.Count, firstChild = _children.Count;
        bool hasParents = false, hasChildren = false;
        while (json.NextProperty())
        {
            if (json.Is("id"u8))
            {
                id = id == None ? ReadId(ref json, "specification", index) : throw Error(Specification(index), "\"id\" stands there twice. Keep one of them.");
            }
            else if (json.Is("parents"u8))
            {
                ReadIds(ref json, _parents, index, "parents", ref hasParents);
            }
            else if (json.Is("children"u8))
            {
                ReadIds(ref json, _children, index, "children", ref hasChildren);
            }
            else
            {
                json.ReadInside();
                json.SkipValue();
            }
        }

        if (id == None)
        {
            throw Error(Specification(index), "the task has no \"id\". Give it one.");
        }

        if (_positions[id] != None)
        {
            throw Error(Specification(index) + ".id", $"{Id(id)} is the id of tasks[{_positions[id]}] too. Ids must differ.");
        }

        _positions[id] = index;
        _tasks.Add(id);
        _parents.To[firstParent..].Fill(id);
        _children.From[firstChild..].Fill(id);
    }

    /// <summary>Reads one element of workflow.execution.tasks.</summary>
    public void ReadExecution(ref JsonScanner json, int index)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Error(Execution(index), $"a task must be an object; found {json.Describe()}.");
        }

        int id = None;
        long runtime = None;
        while (json.NextProperty())
        {
            if (json.Is("id"u8))
            {
                id = id == None ? ReadId(ref json, "execution", index) : throw Error(Execution(index), "\"id\" stands there twice. Keep one of them.");
            }
            else if (json.Is("runtimeInSeconds"u8))
            {
                runtime = runtime == None ? ReadRuntime(ref json, index) : throw Error(Execution(index), "\"runtimeInSeconds\" stands there twice. Keep one of them.");
            }
            else
            {
                json.ReadInside();
                json.SkipValue();
            }
        }

        if (id == None)
        {
            throw Error(Execution(index), "the record has no \"id\". Give the id of its task.");
        }

        if (runtime == None || _runtimes[id] != None)
        {
            _faults.Add((id, index, runtime != None));
        }
        else
        {
            _runtimes[id] = runtime;
        }
    }

    /// <summary>Puts the halves together.</summary>
    public GraphFile ToGraphFile(string title)
    {
        CheckRecords();
        string[] names = new string[_tasks.Count];
        for (int task = 0; task < names.Length; task++)
        {
            names[task] = _ids[_tasks[task]];
        }

        long[] costs = TakeCosts();
        Resolve(_parents, isParents: true);
        Resolve(_children, isParents: false);
        CheckChildrenAgree(names);
        return new GraphFile
        {
            Path = source.Path,
            Format = "WfFormat 1.5",
            Title = title,
            TaskNames = names,
            Costs = costs,
            EdgeFrom = _parents.TakeFrom(),
            EdgeTo = _parents.TakeTo(),
            Unit = CostUnit.Seconds,
        };
    }

    private static string Specification(int index) => $"workflow.specification.tasks[{index}]";

    private static string Execution(int index) => $"workflow.execution.tasks[{index}]";

    private string Id(int id) => Quoted.Of(_ids[id]);

    private UserError Error(string path, string message) => source.Error(path, message);

    private int ReadId(ref JsonScanner json, string half, int index)
    {
        json.ReadInside();
        return NumberOf(ref json, half, index, "id");
    }

    /// <summary>The number of the id at hand. The place is put together only for an error: it would be garbage for every edge.</summary>
    private int NumberOf(ref JsonScanner json, string half, int index, string property)
    {
        int id = json.TokenType == JsonTokenType.String ? _ids.NumberOf(ref json) : None;
        if (id < 0 || _ids[id].Length == 0)
        {
            throw Error($"workflow.{half}.tasks[{index}].{property}", json.TokenType != JsonTokenType.String
                ? $"an id must be a text in quotes; found {json.Describe()}."
                : id < 0 ? "the id is not UTF-8. Save the file as UTF-8." : "the id is empty. Give the task an id of at least one character.");
        }

        if (id == _positions.Count)
        {
            _positions.Add(None);
            _runtimes.Add(None);
        }

        return id;
    }

    private void ReadIds(ref JsonScanner json, EdgeCollector edges, int index, string property, ref bool seen)
    {
        if (seen)
        {
            throw Error(Specification(index), $"\"{property}\" stands there twice. Keep one of them.");
        }

        seen = true;
        json.ReadInside();
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Error($"{Specification(index)}.{property}", $"it must be a list of ids; found {json.Describe()}.");
        }

        while (json.NextElement())
        {
            // The task's own id may come later: the other end is filled in when the task is complete.
            int id = NumberOf(ref json, "specification", index, property);
            if (!edges.TryAdd(id, id))
            {
                throw Error(Specification(index), $"there are more than {FileLimits.MaxEdges} edges. Split the workflow.");
            }
        }
    }

    private long ReadRuntime(ref JsonScanner json, int index)
    {
        json.ReadInside();
        if (json.TokenType != JsonTokenType.Number || !json.TryGetDouble(out double seconds))
        {
            throw Error(Execution(index) + ".runtimeInSeconds", $"it must be a number of seconds; found {json.Describe()}.");
        }

        if (!(seconds >= 0 && seconds <= FileLimits.MaxRuntimeSeconds))
        {
            throw Error(Execution(index) + ".runtimeInSeconds", $"found {json.Describe()}. Give a runtime from 0 to {FileLimits.MaxRuntimeSeconds} seconds.");
        }

        return (long)Math.Round(seconds * MicrosecondsPerSecond);
    }

    private void CheckRecords()
    {
        foreach ((int id, int index, bool isSecond) in _faults)
        {
            if (_positions[id] != None)
            {
                throw isSecond
                    ? Error(Execution(index) + ".id", $"{Id(id)} has a runtime already. Keep one record per task.")
                    : Error(Execution(index), $"{Id(id)} has no \"runtimeInSeconds\". Give its runtime, 0 or more.");
            }
        }
    }

    private long[] TakeCosts()
    {
        long[] costs = new long[_tasks.Count];
        long total = 0;
        for (int task = 0; task < costs.Length; task++)
        {
            int id = _tasks[task];
            long cost = _runtimes[id];
            if (cost == None)
            {
                string? record = DidYouMean.Find(_ids[id], RecordsWithoutTask());
                throw Error(Specification(task), $"{Id(id)} has no record in workflow.execution.tasks, so its runtime is not known.{(record is null ? " Add one." : $" Is it that of {Quoted.Of(record)}? Correct the id or add a record.")}");
            }

            if (cost > long.MaxValue - total)
            {
                throw Error(Specification(task), $"with {Id(id)} the times add up to more than {long.MaxValue / MicrosecondsPerSecond} s; no execution takes that long. Correct the runtimes.");
            }

            costs[task] = cost;
            total += cost;
        }

        return costs;
    }

    private IEnumerable<string> RecordsWithoutTask()
    {
        for (int id = 0; id < _ids.Count; id++)
        {
            if (_runtimes[id] != None && _positions[id] == None)
            {
                yield return _ids[id];
            }
        }
    }

    /// <summary>Replaces ids by positions.</summary>
    private void Resolve(EdgeCollector edges, bool isParents)
    {
        Span<int> own = isParents ? edges.To : edges.From, other = isParents ? edges.From : edges.To;
        for (int edge = 0; edge < own.Length; edge++)
        {
            int task = _positions[own[edge]], id = other[edge];
            if (_positions[id] == None)
            {
                string property = isParents ? "parents" : "children";
                throw Error($"{Specification(task)}.{property}", $"{Id(own[edge])} names {Id(id)}, but there is no such task.{Suggestion(id)} Correct the id or add the task.");
            }

            own[edge] = task;
            other[edge] = _positions[id];
        }
    }

    private string Suggestion(int wrongId) => DidYouMean.Sentence(DidYouMean.Find(_ids[wrongId], _tasks.Select(id => _ids[id])));

    private void CheckChildrenAgree(string[] names)
    {
        var known = new HashSet<long>(_parents.Count);
        for (int edge = 0; edge < _parents.Count; edge++)
        {
            known.Add(Pair(_parents, edge));
        }

        for (int edge = 0; edge < _children.Count; edge++)
        {
            if (!known.Contains(Pair(_children, edge)))
            {
                string parent = Quoted.Of(names[_children.From[edge]]), child = Quoted.Of(names[_children.To[edge]]);
                throw Error($"{Specification(_children.From[edge])}.children", $"{child} is a child of {parent} here, but does not have it among its parents. Add {parent} to the parents of {child}, or remove the child.");
            }
        }
    }

    private static long Pair(EdgeCollector edges, int edge) => ((long)edges.From[edge] << 32) | (uint)edges.To[edge];
}
