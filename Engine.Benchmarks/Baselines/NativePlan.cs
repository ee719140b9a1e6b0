namespace Engine.Benchmarks.Baselines;

// The structs of native/planner.cpp, field by field.

internal unsafe struct NativeGraph
{
    public int NodeCount;
    public int EdgeCount;
    public int* Offsets;
    public int* Targets;
    public long* Costs;
    public int* InDegrees;
}

/// <summary>Only native code looks inside.</summary>
internal readonly record struct NativeRecord(long Earliest, int Pending, int Level);

internal unsafe struct NativePlan
{
    public int* Order;
    public int* Levels;
    public int* LevelOffsets;
    public int* InDegrees;
    public int* OutDegrees;
    public int* CriticalPath;
    public long* Earliest;
    public long* Latest;
    public int* Queue;
    public int* Pending;
    public NativeRecord* Records;
    public int LevelCount;
    public int CriticalPathLength;
    public long Work;
    public long Span;
}
