using System.Text;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>
/// What the workers did, as characters: a lane per worker, each character a slice of the run. Where there are more workers
/// than lanes, a lane is a group of them and its shade says how many were busy.
/// </summary>
internal sealed class TerminalGantt
{
    private const int MaxLanes = 16, MinChartWidth = 10;
    private const string Red = "\u001b[31m", Plain = "\u001b[0m";

    private const char Critical = '█', Even = '▓', Odd = '▒', Many = '░', Idle = '·';

    // From idle to all busy.
    private const string Shades = "·░▒▓█";

    private readonly RunSetup _setup;
    private readonly RunRecord _record;
    private readonly RunStatistics _statistics;
    private readonly RunConsole _console;
    private readonly int _workersPerLane;
    private readonly int _laneCount;
    private readonly int _labelWidth;
    private readonly TimeSlices _slices;

    // One entry per cell, lane by lane.
    private readonly double[] _busy;
    private readonly double[] _largestPart;
    private readonly char[] _mark;

    private TerminalGantt(RunSetup setup, RunRecord record, RunStatistics statistics, RunConsole console)
    {
        (_setup, _record, _statistics, _console) = (setup, record, statistics, console);
        _workersPerLane = (record.WorkerCount + MaxLanes - 1) / MaxLanes;
        _laneCount = (record.WorkerCount + _workersPerLane - 1) / _workersPerLane;
        for (int lane = 0; lane < _laneCount; lane++)
        {
            _labelWidth = Math.Max(_labelWidth, Label(lane).Length);
        }

        // The last column stays free: some terminals start a new line as soon as it is written.
        _slices = new TimeSlices(statistics.MakespanTicks, Math.Max(MinChartWidth, console.Width - 1 - _labelWidth - " 100.0 % ".Length));
        _busy = new double[_laneCount * _slices.Count];
        _largestPart = new double[_busy.Length];
        _mark = new char[_busy.Length];
    }

    /// <summary>Draws the run, or nothing when it took no time or was to take none: then it would be dots. O(n log n + workers * width).</summary>
    public static void Write(RunSetup setup, RunRecord record, RunStatistics statistics, RunConsole console)
    {
        if (statistics.MakespanTicks > 0 && statistics.PlannedMakespan > 0)
        {
            var gantt = new TerminalGantt(setup, record, statistics, console);
            gantt.FillCells();
            gantt.WriteLanes();
        }
    }

    private void FillCells()
    {
        int[] tasks = new int[_record.TaskCount];
        for (int task = 0; task < tasks.Length; task++)
        {
            tasks[task] = task;
        }

        // By start: neighbours in a lane get different shades.
        ((long[])_record.Start.Clone()).AsSpan().Sort(tasks.AsSpan());
        bool[] isOdd = new bool[_record.WorkerCount];
        foreach (int task in tasks)
        {
            if (_record.HasEnded(task))
            {
                int worker = _record.Worker[task];
                isOdd[worker] ^= true;
                FillTask(task, worker / _workersPerLane, _setup.IsCritical[task] ? Critical : isOdd[worker] ? Odd : Even);
            }
        }
    }

    private void FillTask(int task, int lane, char mark)
    {
        long start = _record.Start[task] - _record.StartedTicks, end = _record.End[task] - _record.StartedTicks;
        int last = _slices.Of(end);
        for (int slice = _slices.Of(start); slice <= last; slice++)
        {
            int cell = (lane * _slices.Count) + slice;
            double part = _slices.Overlap(slice, start, end);
            _busy[cell] += part;
            if (part > _largestPart[cell])
            {
                (_largestPart[cell], _mark[cell]) = (part, mark);
            }
        }
    }

    private void WriteLanes()
    {
        var line = new StringBuilder();
        for (int lane = 0; lane < _laneCount; lane++)
        {
            line.Clear().Append(Label(lane).PadLeft(_labelWidth)).Append(' ');
            for (int slice = 0; slice < _slices.Count; slice++)
            {
                Append(line, CellText((lane * _slices.Count) + slice, lane), slice == _slices.Count - 1);
            }

            _console.Output.WriteLine(line.Append($"{DurationText.Percent(LaneUtilization(lane)),8}"));
        }

        string end = DurationText.Of(_statistics.Makespan);
        string legend = _workersPerLane > 1 ? $"  {Shades}: no to all workers busy"
            : $"  {Critical} critical path  {Even}{Odd} other tasks  {Many} many short ones  {Idle} idle";
        _console.Output.WriteLine($"{new string(' ', _labelWidth)} 0{end.PadLeft(_slices.Count - 1)}");
        _console.Output.WriteLine($"{new string(' ', _labelWidth - 1)}{legend}");
    }

    /// <summary>Adds a cell; a run of critical ones is coloured as a whole.</summary>
    private void Append(StringBuilder line, char cell, bool isLast)
    {
        bool colours = _console.HasColour && _workersPerLane == 1, wasCritical = line[^1] == Critical;
        if (colours && cell == Critical && !wasCritical)
        {
            line.Append(Red);
        }
        else if (colours && cell != Critical && wasCritical)
        {
            line.Append(Plain);
        }

        line.Append(cell);
        if (colours && cell == Critical && isLast)
        {
            line.Append(Plain);
        }
    }

    private char CellText(int cell, int lane)
    {
        double slice = _slices.Begin(1), busy = _busy[cell] / slice;
        if (_workersPerLane > 1)
        {
            busy /= WorkersOf(lane).Count;
            return Shades[(int)Math.Ceiling(Math.Min(1, busy) * (Shades.Length - 1) - 0.01)];
        }

        return busy < 0.125 ? Idle : _largestPart[cell] < 0.25 * _busy[cell] ? Many : _mark[cell];
    }

    private (int First, int Count) WorkersOf(int lane)
    {
        int first = lane * _workersPerLane;
        return (first, Math.Min(_workersPerLane, _record.WorkerCount - first));
    }

    private double LaneUtilization(int lane)
    {
        (int first, int count) = WorkersOf(lane);
        double sum = 0;
        foreach (double utilization in _statistics.WorkerUtilization.AsSpan(first, count))
        {
            sum += utilization;
        }

        return sum / count;
    }

    private string Label(int lane)
    {
        (int first, int count) = WorkersOf(lane);
        return count == 1 ? $"worker {first}" : $"workers {first}-{first + count - 1}";
    }
}
