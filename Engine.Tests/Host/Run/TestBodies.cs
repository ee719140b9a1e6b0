using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

/// <summary>Does nothing.</summary>
internal struct EmptyBody : ITaskBody
{
    public readonly bool Execute(int task, long startTicks, StopSignal stop) => true;
}

/// <summary>Does what a test says.</summary>
internal struct ScriptedBody(Func<int, StopSignal, bool> script) : ITaskBody
{
    public readonly bool Execute(int task, long startTicks, StopSignal stop) => script(task, stop);
}

/// <summary>Notes what the thread had allocated so far at each task.</summary>
internal struct AllocationBody(long[] allocatedBefore) : ITaskBody
{
    public readonly bool Execute(int task, long startTicks, StopSignal stop)
    {
        allocatedBefore[task] = GC.GetAllocatedBytesForCurrentThread();
        return true;
    }
}
