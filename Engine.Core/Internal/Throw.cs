using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>Every exception of the library is made here: one method per error, off the hot paths.</summary>
[StackTraceHidden]
internal static class Throw
{
    [DoesNotReturn]
    public static void BadOffsets(int offsets, int targets) => throw new GraphException(
        $"The rows do not fit: {offsets} offsets for {targets} targets. Pass node count + 1 offsets that start at 0 and end at the number of targets.");

    [DoesNotReturn]
    public static void BadLength(string name, int actual, string rule, int expected) => throw new GraphException(
        $"{name} has {actual} elements; pass {rule}: {expected}.");

    [DoesNotReturn]
    public static void BadOptionalLength(string name, int actual, string rule, int expected) => throw new GraphException(
        $"{name} has {actual} elements; pass {rule}, {expected}, or none.");

    [DoesNotReturn]
    public static void MemoryOfPlan(string name) => throw new GraphException(
        $"{name} lies in the plan's own memory, which planning overwrites. Pass a copy, or another plan.");

    [DoesNotReturn]
    public static void NegativeEdgeCost(string from, string to, long cost) => throw new GraphException(
        $"Edge {from} -> {to} has the cost {cost}; a cost is 0 or more.");

    [DoesNotReturn]
    public static void DescendingOffset(int node, int start, int end) => throw new GraphException(
        $"The row of node {node} starts at {start} and ends at {end}; offsets must not descend.");

    [DoesNotReturn]
    public static void TargetOutOfRange(int edge, int target, int nodeCount) => throw new GraphException(
        $"Edge number {edge} leads to node {target}, but nodes are 0 to {nodeCount - 1}.");

    [DoesNotReturn]
    public static void NodeOutOfRange(int node, int nodeCount) => throw new GraphException(nodeCount == 0
        ? $"There is no node {node}: the graph has no nodes."
        : $"There is no node {node}: nodes are 0 to {nodeCount - 1}.");

    [DoesNotReturn]
    public static void EdgeOutOfRange(string from, string to, int missing, int nodeCount) => throw new GraphException(
        $"Edge {from} -> {to}: there is no node {missing}; {(nodeCount == 0 ? "the graph has no nodes" : $"nodes are 0 to {nodeCount - 1}")}.");

    [DoesNotReturn]
    public static void SelfLoop(string node) => throw new GraphException(
        $"Edge {node} -> {node}: a node cannot depend on itself. Remove this edge.");

    [DoesNotReturn]
    public static void NegativeCost(int node, long cost) => throw new GraphException(
        $"Node {node} has the cost {cost}; a cost is 0 or more.");

    [DoesNotReturn]
    public static void NegativeEdgeCost(int edge, long cost) => throw new GraphException(
        $"Edge number {edge} has the cost {cost}; a cost is 0 or more.");

    [DoesNotReturn]
    public static void CostOverflow() => throw new GraphException(
        $"The costs add up to more than {long.MaxValue}; use a coarser unit.");

    [DoesNotReturn]
    public static void TooManyNodes(long nodeCount) => throw new GraphException(
        $"{nodeCount} nodes are too many: a graph has at most {Digraph.MaxNodeCount}.");

    [DoesNotReturn]
    public static void TooManyEdges(long edgeCount, long limit) => throw new GraphException(
        $"{edgeCount} edges are too many: this graph may have at most {limit}.");

    [DoesNotReturn]
    public static void TooManyNodesToAnalyse(long nodeCount, long limit) => throw new GraphException(
        $"{nodeCount} nodes are too many: this analysis takes at most {limit}.");

    [DoesNotReturn]
    public static void TooShort(string name, int actual, int needed) => throw new GraphException(
        $"{name} has {actual} elements; the answer needs {needed}. Pass as many as the graph has nodes.");

    [DoesNotReturn]
    public static void ForeignPlan() => throw new GraphException(
        "This plan was not made of this graph. Plan the graph first, and pass that plan; a graph with a cycle has none.");

    [DoesNotReturn]
    public static void PlanIsFrozen() => throw new InvalidOperationException(
        "This plan is frozen (it came from a cache) and cannot be planned into. Pass a new Plan.");

    [DoesNotReturn]
    public static void TooFewWorkers(int workers) => throw new GraphException(
        $"{workers} workers cannot run anything; pass 1 or more.");

    [DoesNotReturn]
    public static void ForeignPlan(int planNodes, int planEdges, long planWork, int nodes, int edges, long work) => throw new GraphException(
        $"The plan ({planNodes} nodes, {planEdges} edges, work {planWork}) is not that of the graph and costs ({nodes} nodes, {edges} edges, work {work}). Plan this graph with these costs first.");

    [DoesNotReturn]
    public static void LevelOutOfRange(int level, int levelCount) => throw new ArgumentOutOfRangeException(nameof(level), level,
        $"There is no level {level}: the plan has {levelCount}.");

    [DoesNotReturn]
    public static void ComponentOutOfRange(int component, int count) => throw new ArgumentOutOfRangeException(nameof(component), component,
        $"There is no component {component}: there are {count}.");

    [DoesNotReturn]
    public static void BadScheduleEntry(int task, long start, long end, int worker, int workers) => throw new GraphException(
        $"Task {task} runs from {start} to {end} on worker {worker}; times start at 0, a task ends after it starts, and workers are 0 to {workers - 1}.");

    [DoesNotReturn]
    public static void NoPredecessors() => throw new InvalidOperationException(
        "This graph holds successors only. Build it with predecessors: DigraphBuilder.Build(withPredecessors: true).");

    [DoesNotReturn]
    public static void Cycle(ReadOnlySpan<int> cycle) => throw new CyclicGraphException(cycle);

    [DoesNotReturn]
    public static int[] NoWayBack(int node) => throw new UnreachableException(
        $"Node {node} lies on a cycle, but no edge leads back to it: the rows changed while they were searched.");

    [DoesNotReturn]
    public static void TooManyTasks(long taskCount, long limit) => throw new GraphException(
        $"{taskCount} tasks are too many: a schedule has at most {limit}.");

    [DoesNotReturn]
    public static void BadLowerBound(long lowerBound, long makespan) => throw new GraphException(
        $"The lower bound {lowerBound} contradicts the schedule, which ends at {makespan}; pass 0 to {makespan}.");

    [DoesNotReturn]
    public static void OverlappingTasks(int first, long end, int second, long start, int worker) => throw new GraphException(
        $"Tasks {first} and {second} overlap on worker {worker}: one ends at {end}, the next starts at {start}. A worker runs one task at a time.");

    [DoesNotReturn]
    public static void NoValue(Type type) => throw new InvalidOperationException(
        $"The step was skipped, so there is no {type.Name}. Ask HasValue or TryGet first, or use ValueOr.");
}
