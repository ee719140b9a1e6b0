// Running a graph of small steps with oneTBB's flow graph on two threads: what RunParallel is compared with.
// Needs the headers and the library of oneTBB (Debian: libtbb-dev); without them its column is left out.

#include <cstdint>
#include <memory>
#include <tbb/flow_graph.h>
#include <tbb/global_control.h>
#include <vector>

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
        int32_t* pending;
        int32_t* ready;
        int64_t* values;
    };

    constexpr int threads = 2;
    constexpr int microIterations = 700;

    using Node = tbb::flow::continue_node<tbb::flow::continue_msg>;

    int64_t spin(uint64_t value)
    {
        for (int i = 0; i < microIterations; i++)
        {
            value = value * 6364136223846793005ull + 1442695040888963407ull;
        }

        return (int64_t)value;
    }

    struct Flow
    {
        const Graph* of = nullptr;
        int32_t isMicro = 0;
        int64_t input = 0;
        std::unique_ptr<tbb::flow::graph> graph;
        std::vector<std::unique_ptr<Node>> nodes;

        void build(const Graph* g, int32_t micro)
        {
            nodes.clear();
            graph = std::make_unique<tbb::flow::graph>();
            of = g;
            isMicro = micro;
            for (int32_t node = 0; node < g->nodeCount; node++)
            {
                nodes.push_back(std::make_unique<Node>(*graph, [this, node](const tbb::flow::continue_msg&) { step(node); }));
            }

            for (int32_t node = 0; node < g->nodeCount; node++)
            {
                for (int32_t i = g->successorOffsets[node]; i < g->successorOffsets[node + 1]; i++)
                {
                    tbb::flow::make_edge(*nodes[node], *nodes[g->successors[i]]);
                }
            }
        }

        void step(int32_t node)
        {
            const int32_t first = of->inputOffsets[node], end = of->inputOffsets[node + 1];
            uint64_t sum = first == end ? (uint64_t)input : 0;
            for (int32_t i = first; i < end; i++)
            {
                sum += (uint64_t)of->values[of->inputs[i]];
            }

            of->values[node] = isMicro ? spin(sum + node) : (int64_t)(sum * 3 + node);
        }
    };
}

// Each run starts with the value of the last; returns the last one's. The graph is built at the first call with it.
extern "C" int64_t engine_run_flow(const Graph* graph, int32_t isMicro, int64_t input, int32_t runs)
{
    static tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    static Flow flow;
    if (flow.of != graph || flow.isMicro != isMicro)
    {
        flow.build(graph, isMicro);
    }

    for (int32_t run = 0; run < runs; run++)
    {
        flow.input = input;
        for (int32_t node = 0; node < graph->nodeCount; node++)
        {
            if (graph->inputCounts[node] == 0)
            {
                flow.nodes[node]->try_put(tbb::flow::continue_msg());
            }
        }

        flow.graph->wait_for_all();
        input = graph->values[graph->nodeCount - 1];
    }

    return input;
}
