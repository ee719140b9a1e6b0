using Engine.Graphs;

namespace Engine.Host.Run;

/// <summary>Which ready task goes first: the largest bottom level, ties to the smaller index, as in the list scheduler's plain rule.</summary>
internal sealed class TaskRanks
{
    private readonly int[] _taskOfRank;
    private readonly int[] _rankOfTask;

    /// <summary>Sorts the tasks of a plan. O(n log n).</summary>
    public TaskRanks(Plan plan)
    {
        int n = plan.NodeCount;
        _taskOfRank = new int[n];
        _rankOfTask = new int[n];
        long[] latestStart = plan.LatestStart.ToArray();
        for (int task = 0; task < n; task++)
        {
            _taskOfRank[task] = task;
        }

        // The bottom level is span - latest start: the earliest of the latest starts goes first.
        latestStart.AsSpan().Sort(_taskOfRank.AsSpan());
        for (int first = 0, last; first < n; first = last)
        {
            for (last = first + 1; last < n && latestStart[last] == latestStart[first]; last++)
            {
            }

            _taskOfRank.AsSpan(first, last - first).Sort();
        }

        for (int rank = 0; rank < n; rank++)
        {
            _rankOfTask[_taskOfRank[rank]] = rank;
        }
    }

    public int Task(int rank) => _taskOfRank[rank];

    public int Rank(int task) => _rankOfTask[task];
}
