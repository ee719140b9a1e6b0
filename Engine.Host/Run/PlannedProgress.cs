using Engine.Graphs;

namespace Engine.Host.Run;

/// <summary>
/// How much work the plan has done by when, in slices of its makespan: from the work that is really done follows how long
/// the plan would take from there, whatever its width is until then.
/// </summary>
internal sealed class PlannedProgress
{
    private const int SliceCount = 512;

    private readonly double[] _workBefore = new double[SliceCount + 1];
    private readonly long _makespan;

    /// <summary>Sums up a schedule. O(n + workers * slices), since no worker does two things at once.</summary>
    public PlannedProgress(Schedule planned)
    {
        _makespan = planned.Makespan;
        var slices = new TimeSlices(_makespan, SliceCount);
        for (int task = 0; task < planned.TaskCount; task++)
        {
            long start = planned.Start[task], end = planned.End[task];
            for (int slice = slices.Of(start); slice <= slices.Of(end); slice++)
            {
                _workBefore[slice + 1] += slices.Overlap(slice, start, end);
            }
        }

        for (int slice = 0; slice < SliceCount; slice++)
        {
            _workBefore[slice + 1] += _workBefore[slice];
        }
    }

    /// <summary>How much of the makespan the plan still has before it when so much work is done, in the costs' unit.</summary>
    public double Remaining(double workDone)
    {
        int slice = Array.BinarySearch(_workBefore, workDone);
        if (slice < 0)
        {
            slice = ~slice - 1;
        }

        if (slice >= SliceCount)
        {
            return 0;
        }

        double inSlice = _workBefore[slice + 1] - _workBefore[slice];
        double part = inSlice == 0 ? 0 : (workDone - _workBefore[slice]) / inSlice;
        return _makespan * (1 - ((slice + part) / SliceCount));
    }
}
