// What native code reaches: the same plan as Engine.Graphs.Planner over the same rows, in three ways that a good C++
// engineer would choose between. All memory is the caller's and is reused; all costs and times are 64 bits wide.
//
//   plan_kahn     Kahn's algorithm over plain arrays, level by level
//   plan_packed   the same with one record per node, and prefetches, for large graphs with labels in no order
//   plan_forward  a sweep over ids, for graphs whose edges all lead to a larger id; no queue
//
// Built on first use with: g++ -O3 -march=native -shared -fPIC

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace {

struct Graph {
    int32_t node_count;
    int32_t edge_count;
    const int32_t* offsets;     // node_count + 1
    const int32_t* targets;     // edge_count, ascending in each row
    const int64_t* costs;       // node_count
    const int32_t* in_degrees;  // node_count, or null: counted here
};

struct Record {
    int64_t earliest;
    int32_t pending;
    int32_t level;
};

struct Plan {
    int32_t* order;             // node_count
    int32_t* levels;            // node_count
    int32_t* level_offsets;     // node_count + 1
    int32_t* in_degrees;        // node_count
    int32_t* out_degrees;       // node_count
    int32_t* critical_path;     // node_count
    int64_t* earliest;          // node_count
    int64_t* latest;            // node_count
    int32_t* queue;             // node_count + 1: scratch
    int32_t* pending;           // node_count + 1: scratch
    Record* records;            // node_count: scratch of plan_packed and plan_forward
    int32_t level_count;
    int32_t critical_path_length;
    int64_t work;
    int64_t span;
};

// How far ahead to prefetch: nodes of the queue whose offsets, row and targets are asked for, and edges in a sweep.
constexpr int kOffsetsAhead = 24, kRowAhead = 16, kTargetsAhead = 8, kEdgesAhead = 32;

void read_in_degrees(const Graph& graph, int32_t* in_degrees) {
    const size_t bytes = sizeof(int32_t) * static_cast<size_t>(graph.node_count);
    if (graph.in_degrees != nullptr) {
        std::memcpy(in_degrees, graph.in_degrees, bytes);
        return;
    }

    std::memset(in_degrees, 0, bytes);
    for (int32_t edge = 0; edge < graph.edge_count; ++edge) {
        ++in_degrees[graph.targets[edge]];
    }
}

void read_nodes(const Graph& graph, Plan& plan) {
    int64_t work = 0;
    for (int32_t node = 0; node < graph.node_count; ++node) {
        plan.out_degrees[node] = graph.offsets[node + 1] - graph.offsets[node];
        work += graph.costs[node];
    }
    plan.work = work;
}

// Ids ascend within a level because they are visited in order.
void sort_by_level(const Graph& graph, Plan& plan) {
    int32_t* const __restrict cursor = plan.pending;
    std::memcpy(cursor, plan.level_offsets, sizeof(int32_t) * static_cast<size_t>(plan.level_count));
    for (int32_t node = 0; node < graph.node_count; ++node) {
        plan.order[cursor[plan.levels[node]]++] = node;
    }
}

void trace_critical_path(const Graph& graph, Plan& plan) {
    int32_t current = -1;
    for (int32_t node = 0; node < graph.node_count && current < 0; ++node) {
        if (plan.latest[node] == 0 && plan.in_degrees[node] == 0) {
            current = node;
        }
    }

    int32_t length = 0;
    while (current >= 0) {
        plan.critical_path[length++] = current;
        const int64_t end = plan.earliest[current] + graph.costs[current];
        const int32_t* row_end = graph.targets + graph.offsets[current + 1];
        const int32_t* next = std::find_if(graph.targets + graph.offsets[current], row_end,
            [&](int32_t target) { return plan.earliest[target] == end && plan.latest[target] == end; });
        current = next == row_end ? -1 : *next;
    }
    plan.critical_path_length = length;
}

inline int64_t earliest_successor(const Graph& graph, const int64_t* latest, int32_t node, int64_t span) {
    int64_t end = span;
    for (int32_t edge = graph.offsets[node]; edge < graph.offsets[node + 1]; ++edge) {
        end = std::min(end, latest[graph.targets[edge]]);
    }
    return end;
}

}  // namespace

// Each returns 1, or 0 for a graph with a cycle (plan_forward: with an edge to a smaller id, which it does not check).

extern "C" int32_t plan_kahn(const Graph* graph_pointer, Plan* plan_pointer) {
    const Graph graph = *graph_pointer;
    Plan plan = *plan_pointer;
    const int32_t n = graph.node_count;
    int32_t* const __restrict queue = plan.queue;
    int32_t* const __restrict pending = plan.pending;
    int64_t* const __restrict earliest = plan.earliest;

    read_in_degrees(graph, plan.in_degrees);
    read_nodes(graph, plan);
    std::memcpy(pending, plan.in_degrees, sizeof(int32_t) * static_cast<size_t>(n));
    std::memset(earliest, 0, sizeof(int64_t) * static_cast<size_t>(n));
    int32_t tail = 0;
    for (int32_t node = 0; node < n; ++node) {
        queue[tail] = node;
        tail += pending[node] == 0;
    }

    // A first-in first-out queue holds one level after the other: what a level leaves in it is the next one.
    int64_t span = 0;
    int32_t level = 0;
    for (int32_t head = 0; head < tail; ++level) {
        plan.level_offsets[level] = head;
        const int32_t level_end = tail;
        for (; head < level_end; ++head) {
            const int32_t node = queue[head];
            plan.levels[node] = level;
            const int64_t end = earliest[node] + graph.costs[node];
            span = std::max(span, end);
            for (int32_t edge = graph.offsets[node]; edge < graph.offsets[node + 1]; ++edge) {
                const int32_t target = graph.targets[edge];
                earliest[target] = std::max(earliest[target], end);
                queue[tail] = target;
                tail += --pending[target] == 0;
            }
        }
    }
    plan.level_offsets[level] = tail;
    plan.level_count = level;
    plan.span = span;
    if (tail < n) {
        return 0;
    }

    sort_by_level(graph, plan);
    for (int32_t i = n - 1; i >= 0; --i) {
        const int32_t node = plan.order[i];
        plan.latest[node] = earliest_successor(graph, plan.latest, node, span) - graph.costs[node];
    }

    trace_critical_path(graph, plan);
    *plan_pointer = plan;
    return 1;
}

extern "C" int32_t plan_packed(const Graph* graph_pointer, Plan* plan_pointer) {
    const Graph graph = *graph_pointer;
    Plan plan = *plan_pointer;
    const int32_t n = graph.node_count;
    int32_t* const __restrict queue = plan.queue;
    Record* const __restrict records = plan.records;

    read_in_degrees(graph, plan.in_degrees);
    read_nodes(graph, plan);
    int32_t tail = 0;
    for (int32_t node = 0; node < n; ++node) {
        records[node] = Record{0, plan.in_degrees[node], 0};
        queue[tail] = node;
        tail += plan.in_degrees[node] == 0;
    }

    int64_t span = 0;
    int32_t level = 0;
    for (int32_t head = 0; head < tail; ++level) {
        plan.level_offsets[level] = head;
        const int32_t level_end = tail;
        for (; head < level_end; ++head) {
            if (head + kOffsetsAhead < tail) {
                __builtin_prefetch(&graph.offsets[queue[head + kOffsetsAhead]]);
                __builtin_prefetch(&graph.costs[queue[head + kOffsetsAhead]]);
                __builtin_prefetch(&graph.targets[graph.offsets[queue[head + kRowAhead]]]);
            }
            if (head + kTargetsAhead < tail) {
                const int32_t ahead = queue[head + kTargetsAhead];
                for (int32_t edge = graph.offsets[ahead]; edge < graph.offsets[ahead + 1]; ++edge) {
                    __builtin_prefetch(&records[graph.targets[edge]], 1);
                }
            }

            const int32_t node = queue[head];
            records[node].level = level;
            const int64_t end = records[node].earliest + graph.costs[node];
            span = std::max(span, end);
            for (int32_t edge = graph.offsets[node]; edge < graph.offsets[node + 1]; ++edge) {
                const int32_t target = graph.targets[edge];
                Record& record = records[target];
                record.earliest = std::max(record.earliest, end);
                queue[tail] = target;
                tail += --record.pending == 0;
            }
        }
    }
    plan.level_offsets[level] = tail;
    plan.level_count = level;
    plan.span = span;
    if (tail < n) {
        return 0;
    }

    for (int32_t node = 0; node < n; ++node) {
        plan.earliest[node] = records[node].earliest;
        plan.levels[node] = records[node].level;
    }

    sort_by_level(graph, plan);
    for (int32_t i = n - 1; i >= 0; --i) {
        if (i >= kOffsetsAhead) {
            __builtin_prefetch(&graph.offsets[plan.order[i - kOffsetsAhead]]);
            __builtin_prefetch(&graph.costs[plan.order[i - kOffsetsAhead]]);
            __builtin_prefetch(&graph.targets[graph.offsets[plan.order[i - kRowAhead]]]);
        }
        if (i >= kTargetsAhead) {
            const int32_t ahead = plan.order[i - kTargetsAhead];
            for (int32_t edge = graph.offsets[ahead]; edge < graph.offsets[ahead + 1]; ++edge) {
                __builtin_prefetch(&plan.latest[graph.targets[edge]]);
            }
        }

        const int32_t node = plan.order[i];
        plan.latest[node] = earliest_successor(graph, plan.latest, node, span) - graph.costs[node];
    }

    trace_critical_path(graph, plan);
    *plan_pointer = plan;
    return 1;
}

extern "C" int32_t plan_forward(const Graph* graph_pointer, Plan* plan_pointer) {
    const Graph graph = *graph_pointer;
    Plan plan = *plan_pointer;
    const int32_t n = graph.node_count, m = graph.edge_count;
    Record* const __restrict records = plan.records;
    int32_t* const __restrict widths = plan.pending;

    read_nodes(graph, plan);
    std::memset(records, 0, sizeof(Record) * static_cast<size_t>(n));
    std::memset(widths, 0, sizeof(int32_t) * static_cast<size_t>(n));
    int64_t span = 0;
    int32_t level_count = 0;
    for (int32_t node = 0; node < n; ++node) {
        // Every edge into this node has been seen; its record is final. `pending` counts predecessors here.
        const Record own = records[node];
        plan.earliest[node] = own.earliest;
        plan.levels[node] = own.level;
        plan.in_degrees[node] = own.pending;
        ++widths[own.level];
        level_count = std::max(level_count, own.level + 1);
        const int64_t end = own.earliest + graph.costs[node];
        span = std::max(span, end);
        for (int32_t edge = graph.offsets[node]; edge < graph.offsets[node + 1]; ++edge) {
            if (edge + kEdgesAhead < m) {
                __builtin_prefetch(&records[graph.targets[edge + kEdgesAhead]], 1);
            }
            Record& record = records[graph.targets[edge]];
            record.earliest = std::max(record.earliest, end);
            record.level = std::max(record.level, own.level + 1);
            ++record.pending;
        }
    }

    plan.span = span;
    plan.level_count = level_count;
    plan.level_offsets[0] = 0;
    for (int32_t level = 0; level < level_count; ++level) {
        plan.level_offsets[level + 1] = plan.level_offsets[level] + widths[level];
    }

    sort_by_level(graph, plan);
    for (int32_t node = n - 1; node >= 0; --node) {
        int64_t end = span;
        for (int32_t edge = graph.offsets[node + 1] - 1; edge >= graph.offsets[node]; --edge) {
            if (edge >= kEdgesAhead) {
                __builtin_prefetch(&plan.latest[graph.targets[edge - kEdgesAhead]]);
            }
            end = std::min(end, plan.latest[graph.targets[edge]]);
        }
        plan.latest[node] = end - graph.costs[node];
    }

    trace_critical_path(graph, plan);
    *plan_pointer = plan;
    return 1;
}
