using Engine.Graphs;

namespace Engine.Internal;

/// <summary>The pinned memory that one planning works on. All pointers are to at least as many elements as said.</summary>
internal unsafe struct PlannerRows
{
    public int NodeCount;
    public int* Offsets;      // NodeCount + 1
    public int* Targets;      // EdgeCount
    public long* Earliest;    // NodeCount; while the forward pass runs, records
    public long* Latest;      // NodeCount
    public int* Pending;      // NodeCount; predecessors not yet visited, where records are wide
    public int* Queue;        // NodeCount
    public int* Levels;       // NodeCount
}
