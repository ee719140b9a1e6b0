using Engine.Graphs;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// What making a task graph takes and the graph does not keep. Each thread has one, so that a host that is sent many graphs makes no garbage of it. Between
/// two graphs it holds nothing of them.
/// </summary>
internal sealed class TaskGraphScratch
{
    /// <summary>What a graph of more tasks was made with is not kept: it must not leave its size behind.</summary>
    private const int KeptTasks = 1_000;
    private const int KeptDependencies = 8 * KeptTasks;
    private const int KeptContentBytes = 64 * KeptTasks;

    [ThreadStatic]
    private static TaskGraphScratch? _ofThread;

    private int[] _numbers = new int[512];

    /// <summary>The tasks, each read once: a list may make them when they are read.</summary>
    public List<TaskSpec> Specs { get; } = [];

    /// <summary>The positions of tasks by their ids.</summary>
    public Dictionary<string, int> Positions { get; } = new(StringComparer.Ordinal);

    /// <summary>The numbers of activities by their names.</summary>
    public Dictionary<string, int> Activities { get; } = new(StringComparer.Ordinal);

    /// <summary>The positions of what each task depends on, one task behind the other.</summary>
    public List<int> Dependencies { get; } = [];

    public Plan Plan { get; } = new();

    public RecordBuffer Content { get; } = new();

    /// <summary>Takes what the thread keeps. A list of tasks is other people's code: who makes a graph while one is being read gets another.</summary>
    public static TaskGraphScratch Rent()
    {
        TaskGraphScratch scratch = _ofThread ?? new TaskGraphScratch();
        _ofThread = null;
        return scratch;
    }

    public static void Return(TaskGraphScratch scratch)
    {
        if (scratch.Specs.Count > KeptTasks || scratch.Dependencies.Count > KeptDependencies || scratch.Content.Length > KeptContentBytes)
        {
            return;
        }

        scratch.Specs.Clear();
        scratch.Positions.Clear();
        scratch.Activities.Clear();
        scratch.Dependencies.Clear();
        scratch.Content.Clear();
        _ofThread = scratch;
    }

    /// <summary>Room for numbers; holds anything. What was taken before is gone.</summary>
    public Span<int> Numbers(int count)
    {
        if (_numbers.Length < count)
        {
            _numbers = new int[count];
        }

        return _numbers.AsSpan(0, count);
    }
}
