// Running a graph of small steps on one thread: what InlineExecutor and the straight line are compared with.
//
// A step is a function pointer, each to code of its own as compiled steps are. It adds up its inputs and stores its value.

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace
{
    struct Graph
    {
        int32_t nodeCount;
        const int32_t* inputOffsets;
        const int32_t* inputs;
        const int32_t* successorOffsets;
        const int32_t* successors;
        const int32_t* inputCounts;
        int32_t* pending; // scratch
        int32_t* ready;   // scratch
        int64_t* values;
    };

    constexpr int slots = 128; // code of its own for so many steps; more would take the compiler a minute
    constexpr int microIterations = 700;

    using Step = void (*)(const Graph&, int32_t page, int64_t input);

    __attribute__((noinline)) int64_t spin(uint64_t value)
    {
        for (int i = 0; i < microIterations; i++)
        {
            value = value * 6364136223846793005ull + 1442695040888963407ull;
        }

        return (int64_t)value;
    }

    template <int Slot, bool IsMicro>
    void step(const Graph& graph, int32_t page, int64_t input)
    {
        const int32_t node = page * slots + Slot, first = graph.inputOffsets[node], end = graph.inputOffsets[node + 1];
        uint64_t sum = first == end ? (uint64_t)input : 0;
        for (int32_t i = first; i < end; i++)
        {
            sum += (uint64_t)graph.values[graph.inputs[i]];
        }

        graph.values[node] = IsMicro ? spin(sum + node) : (int64_t)(sum * 3 + node);
    }

    template <bool IsMicro, int... Slots>
    constexpr std::array<Step, slots> all(std::integer_sequence<int, Slots...>)
    {
        return {step<Slots, IsMicro>...};
    }

    constexpr auto emptySteps = all<false>(std::make_integer_sequence<int, slots>());
    constexpr auto microSteps = all<true>(std::make_integer_sequence<int, slots>());
}

// Every step in topological order. Each run starts with the value of the last; returns the last one's.
extern "C" int64_t engine_run_line(const Graph* graph, int32_t isMicro, int64_t input, int32_t runs)
{
    const Step* steps = isMicro ? microSteps.data() : emptySteps.data();
    const Graph local = *graph;
    for (int32_t run = 0; run < runs; run++)
    {
        for (int32_t node = 0; node < local.nodeCount; node++)
        {
            steps[node % slots](local, node / slots, input);
        }

        input = local.values[local.nodeCount - 1];
    }

    return input;
}

// Dependency counters: a step is pushed when its last input is there; what was pushed last runs next.
extern "C" int64_t engine_run_counters(const Graph* graph, int32_t isMicro, int64_t input, int32_t runs)
{
    const Step* steps = isMicro ? microSteps.data() : emptySteps.data();
    const Graph local = *graph;
    for (int32_t run = 0; run < runs; run++)
    {
        std::memcpy(local.pending, local.inputCounts, local.nodeCount * sizeof(int32_t));
        int32_t count = 0;
        for (int32_t node = local.nodeCount - 1; node >= 0; node--)
        {
            if (local.pending[node] == 0)
            {
                local.ready[count++] = node;
            }
        }

        while (count > 0)
        {
            const int32_t node = local.ready[--count];
            steps[node % slots](local, node / slots, input);
            for (int32_t i = local.successorOffsets[node]; i < local.successorOffsets[node + 1]; i++)
            {
                if (--local.pending[local.successors[i]] == 0)
                {
                    local.ready[count++] = local.successors[i];
                }
            }
        }

        input = local.values[local.nodeCount - 1];
    }

    return input;
}
