using System.Runtime.InteropServices;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Baselines;

/// <summary>One graph for native/execution.cpp. The arrays are pinned for as long as they live.</summary>
internal sealed unsafe class NativeExecution
{
    private static readonly nint Code = NativeCode.Library("execution");

    private readonly List<Array> _arrays = [];
    private readonly delegate* unmanaged<Graph*, int, long, int, long> _function;
    private readonly bool _isMicro;
    private Graph _graph;

    /// <param name="graph">What to run.</param>
    /// <param name="function">engine_run_line or engine_run_counters.</param>
    /// <param name="isMicro">Whether a step takes a microsecond.</param>
    public NativeExecution(ShapeGraph graph, string function, bool isMicro)
        : this(Code, graph, function, isMicro)
    {
    }

    private NativeExecution(nint code, ShapeGraph graph, string function, bool isMicro)
    {
        _function = (delegate* unmanaged<Graph*, int, long, int, long>)NativeLibrary.GetExport(code, function);
        _isMicro = isMicro;
        int n = graph.NodeCount;
        _graph = new Graph
        {
            NodeCount = n,
            InputOffsets = Pinned(graph.InputOffsets),
            Inputs = Pinned(graph.AllInputs),
            SuccessorOffsets = Pinned<int>(graph.SuccessorOffsets),
            Successors = Pinned<int>(graph.Successors),
            InputCounts = Pinned<int>([.. Enumerable.Range(0, n).Select(node => graph.Inputs(node).Length)]),
            Pending = Pinned<int>(new int[n]),
            Ready = Pinned<int>(new int[n]),
            Values = Pinned<long>(new long[n]),
        };
    }

    public static bool IsAvailable => Code != 0;

    /// <summary>Whether oneTBB is there to build native/parallel.cpp with.</summary>
    public static bool IsFlowAvailable => FlowCode.Library != 0;

    /// <summary>The graph as a flow graph of oneTBB, on two threads.</summary>
    public static NativeExecution Flow(ShapeGraph graph, bool isMicro) => new(FlowCode.Library, graph, "engine_run_flow", isMicro);

    public long Run(long input, int runs)
    {
        fixed (Graph* graph = &_graph)
        {
            return _function(graph, _isMicro ? 1 : 0, input, runs);
        }
    }

    // SAFETY: the array is on the pinned heap and lives as long as this object, so its address holds.
    private T* Pinned<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        T[] array = GC.AllocateUninitializedArray<T>(Math.Max(1, values.Length), pinned: true);
        values.CopyTo(array);
        _arrays.Add(array);
        return (T*)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
    }

    // Apart: it is built only where it is asked for.
    private static class FlowCode
    {
        public static readonly nint Library = NativeCode.Library("parallel", "-ltbb");
    }

    // The struct Graph of native/execution.cpp, field by field.
    private struct Graph
    {
        public int NodeCount;
        public int* InputOffsets;
        public int* Inputs;
        public int* SuccessorOffsets;
        public int* Successors;
        public int* InputCounts;
        public int* Pending;
        public int* Ready;
        public long* Values;
    }
}
