namespace Engine.Host.Run;

/// <summary>Stands in for a task by keeping a core busy as long as it took, on the wall clock: more workers than cores share them.</summary>
internal struct SpinBody(long[] durationTicks, TimeProvider time) : ITaskBody
{
    public readonly bool Execute(int task, long startTicks, StopSignal stop)
    {
        long duration = durationTicks[task];
        if (duration == 0)
        {
            return true;
        }

        long end = startTicks + duration;
        while (time.GetTimestamp() < end)
        {
            if (stop.IsSet)
            {
                return false;
            }

            Thread.SpinWait(8);
        }

        return true;
    }
}
