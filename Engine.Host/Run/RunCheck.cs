using Engine.Graphs;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>
/// Proves from the record of a run that it was a run of its graph: every task ran once, or not at all where the run did not
/// complete, and none started before all its predecessors had ended. It trusts nothing but the timestamps and counts.
/// </summary>
internal sealed class RunCheck
{
    /// <summary>So many breaches are described; all are counted.</summary>
    public const int MaxDescribed = 10;

    private readonly List<string> _breaches = [];

    private RunCheck()
    {
    }

    /// <summary>How many breaches there are.</summary>
    public int BreachCount { get; private set; }

    /// <summary>The first breaches, a sentence each, in task order.</summary>
    public IReadOnlyList<string> Breaches => _breaches;

    /// <summary>Checks every task and every edge. O(n + e).</summary>
    public static RunCheck Of(Digraph graph, RunRecord record, IReadOnlyList<string> names)
    {
        var check = new RunCheck();
        for (int task = 0; task < graph.NodeCount; task++)
        {
            check.CheckTask(record, task, names);
            foreach (int successor in graph.Successors(task))
            {
                check.CheckEdge(record, task, successor, names);
            }
        }

        return check;
    }

    private void CheckTask(RunRecord record, int task, IReadOnlyList<string> names)
    {
        int starts = record.StartCount[task];
        TaskState state = record.State[task];
        if (starts > 1)
        {
            Report($"task {Name(task, names)} was started {starts} times");
        }
        else if (starts == 0 && record.Outcome == RunOutcome.Completed)
        {
            Report($"task {Name(task, names)} was lost: the run completed without it");
        }
        else if (starts == 0 && state != TaskState.NotStarted)
        {
            Report($"task {Name(task, names)} is {state} and was never started");
        }
        else if (starts == 1 && !record.HasEnded(task))
        {
            Report($"task {Name(task, names)} was started and never ended");
        }
        else if (starts == 1 && state != TaskState.Completed && record.Outcome == RunOutcome.Completed)
        {
            Report($"task {Name(task, names)} is {state} in a run that completed");
        }
        else if (starts == 1 && !TimesAreInOrder(record, task))
        {
            Report($"task {Name(task, names)} has times out of order: run {record.StartedTicks}, worker free {record.WorkerFree[task]}, start {record.Start[task]}, end {record.End[task]}, run's end {record.EndedTicks}");
        }
    }

    private static bool TimesAreInOrder(RunRecord record, int task)
        => record.StartedTicks <= record.WorkerFree[task]
            && record.WorkerFree[task] <= record.Start[task]
            && record.Start[task] <= record.End[task]
            && record.End[task] <= record.EndedTicks;

    private void CheckEdge(RunRecord record, int from, int to, IReadOnlyList<string> names)
    {
        if (record.StartCount[to] == 0)
        {
            return;
        }

        if (record.State[from] != TaskState.Completed)
        {
            Report($"edge {Name(from, names)} -> {Name(to, names)}: the second task started though the first is {record.State[from]}");
        }
        else if (record.Start[to] < record.End[from])
        {
            double early = record.Seconds(record.End[from] - record.Start[to]);
            Report($"edge {Name(from, names)} -> {Name(to, names)}: the second task started {DurationText.Of(early)} before the first ended");
        }
    }

    private void Report(string breach)
    {
        BreachCount++;
        if (_breaches.Count < MaxDescribed)
        {
            _breaches.Add(breach);
        }
    }

    private static string Name(int task, IReadOnlyList<string> names) => $"'{names[task]}' (index {task})";
}
