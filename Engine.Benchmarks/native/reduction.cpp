// Transitive reduction of an acyclic graph with one row of bits per node: the baseline that TransitiveReduction is compared with.
//
// Nodes are taken from the last in topological order to the first. A node's successors are visited nearest first; one that is
// reached already is redundant, another is kept and its row joins the node's row. O(e log d + kept edges x n / 64).

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

// offsets: n + 1 positions in targets. order: n nodes in topological order, or null: then Kahn's algorithm finds one here.
// kept: one byte per edge, 1 where it is not redundant. Returns how many are kept, or -1 for a graph with a cycle.
extern "C" int32_t engine_reduction(int32_t n, const int32_t* offsets, const int32_t* targets, const int32_t* order, uint8_t* kept)
{
    std::vector<int32_t> own;
    if (order == nullptr)
    {
        std::vector<int32_t> pending(n, 0);
        for (int32_t e = 0; e < offsets[n]; e++)
        {
            pending[targets[e]]++;
        }

        own.reserve(n);
        for (int32_t v = 0; v < n; v++)
        {
            if (pending[v] == 0)
            {
                own.push_back(v);
            }
        }

        for (size_t head = 0; head < own.size(); head++)
        {
            for (int32_t e = offsets[own[head]]; e < offsets[own[head] + 1]; e++)
            {
                if (--pending[targets[e]] == 0)
                {
                    own.push_back(targets[e]);
                }
            }
        }

        if ((int32_t)own.size() < n)
        {
            return -1;
        }

        order = own.data();
    }

    std::vector<int32_t> position(n);
    for (int32_t i = 0; i < n; i++)
    {
        position[order[i]] = i;
    }

    const size_t words = ((size_t)n + 63) / 64;
    std::vector<uint64_t> reach((size_t)n * words, 0);
    std::vector<std::pair<int32_t, int32_t>> row; // (target position, edge)
    int32_t keptCount = 0;
    for (int32_t i = n - 1; i >= 0; i--)
    {
        const int32_t u = order[i];
        uint64_t* mine = &reach[(size_t)i * words];
        row.clear();
        bool ascending = true;
        for (int32_t e = offsets[u]; e < offsets[u + 1]; e++)
        {
            ascending = ascending && (row.empty() || row.back().first < position[targets[e]]);
            row.emplace_back(position[targets[e]], e);
        }

        if (!ascending)
        {
            std::sort(row.begin(), row.end());
        }

        for (const auto& [j, e] : row)
        {
            const bool reached = (mine[j >> 6] >> (j & 63)) & 1;
            kept[e] = !reached;
            if (!reached)
            {
                keptCount++;
                const uint64_t* other = &reach[(size_t)j * words];
                for (size_t w = (size_t)j >> 6; w < words; w++)
                {
                    mine[w] |= other[w];
                }

                mine[j >> 6] |= 1ull << (j & 63);
            }
        }
    }

    return keptCount;
}
