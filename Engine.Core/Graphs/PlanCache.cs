using System.Diagnostics.CodeAnalysis;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// Remembers the plans of graphs, so that a graph that comes again is not planned again. The key is the whole content:
/// nodes, edges and costs, compared in full when hashes agree. Bounded: the least recently used plan goes first.
/// Safe for concurrent use.
/// </summary>
/// <remarks>
/// A hit with the same <see cref="Digraph"/> object is one table look-up. A hit with another object of equal content costs
/// one pass over it for the hash, once per object, and one for the comparison. Two threads that miss on the same graph at
/// once may both plan it; both get the plan that was stored first. Cyclic graphs are not remembered.
/// <code>
/// var cache = new PlanCache(capacity: 64);
/// Plan plan = cache.GetOrPlan(graph);   // frozen: immutable, shared by all who ask
/// </code>
/// </remarks>
public sealed class PlanCache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Entry> _entries = [];

    // A ring through all entries: the sentinel's Newer is the oldest entry and its Older the newest.
    private readonly Entry _ring = new();
    private readonly Func<Digraph, int> _hash;
    private long _hits;
    private long _misses;
    private long _evictions;
    private int _count;

    /// <summary>A cache of at most <paramref name="capacity"/> plans, 1 or more.</summary>
    public PlanCache(int capacity = 128)
        : this(capacity, static graph => graph.ContentHash)
    {
    }

    /// <summary>A cache with another hash, so that tests can make hashes collide.</summary>
    internal PlanCache(int capacity, Func<Digraph, int> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        _hash = hash;
        _ring.Newer = _ring.Older = _ring;
    }

    /// <summary>The largest number of plans that are remembered.</summary>
    public int Capacity { get; }

    /// <summary>How many plans are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>How often a plan was found.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>How often a graph had to be planned.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>How many plans were forgotten to make room.</summary>
    public long Evictions => Interlocked.Read(ref _evictions);

    /// <summary>Returns the remembered plan of this graph or of one with equal content, or plans it and remembers that.</summary>
    /// <returns>A frozen plan.</returns>
    /// <exception cref="CyclicGraphException">The graph has a cycle.</exception>
    /// <exception cref="GraphException">The costs add up to more than <see cref="long.MaxValue"/>.</exception>
    public Plan GetOrPlan(Digraph graph)
    {
        if (FindOrPlan(graph, out Plan plan))
        {
            return plan;
        }

        Throw.Cycle(plan.Cycle);
        return plan;
    }

    /// <summary>As <see cref="GetOrPlan"/>; false when the graph has a cycle.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">A frozen plan; null when the graph has a cycle.</param>
    /// <exception cref="GraphException">The costs add up to more than <see cref="long.MaxValue"/>.</exception>
    public bool TryGetOrPlan(Digraph graph, [NotNullWhen(true)] out Plan? plan)
    {
        bool isPlanned = FindOrPlan(graph, out Plan found);
        plan = isPlanned ? found : null;
        return isPlanned;
    }

    /// <summary>Forgets all plans; the counters go on.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            for (Entry entry = _ring.Newer!; !ReferenceEquals(entry, _ring);)
            {
                Entry next = entry.Newer!;
                entry.Newer = entry.Older = null;
                entry = next;
            }

            _entries.Clear();
            _ring.Newer = _ring.Older = _ring;
            _count = 0;
        }
    }

    private bool FindOrPlan(Digraph graph, out Plan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int hash = _hash(graph);
        if (Find(graph, hash) is { } found)
        {
            Interlocked.Increment(ref _hits);
            plan = found;
            return true;
        }

        Interlocked.Increment(ref _misses);
        plan = new Plan();
        if (!Planner.TryPlan(graph, plan))
        {
            return false;
        }

        plan = Add(graph, hash, plan.Freeze());
        return true;
    }

    private Plan? Find(Digraph graph, int hash)
    {
        Entry? entry;
        lock (_lock)
        {
            entry = _entries.GetValueOrDefault(hash);
            for (Entry? same = entry; same is not null; same = same.SameHash)
            {
                if (ReferenceEquals(same.Graph, graph))
                {
                    Touch(same);
                    return same.Plan;
                }
            }
        }

        // A comparison reads the whole graph, so others need not wait for it: what an entry holds never changes.
        while (entry is not null)
        {
            bool isEqual = entry.Graph!.ContentEquals(graph);
            lock (_lock)
            {
                if (isEqual)
                {
                    Touch(entry);
                    return entry.Plan;
                }

                entry = entry.SameHash;
            }
        }

        return null;
    }

    private Plan Add(Digraph graph, int hash, Plan plan)
    {
        lock (_lock)
        {
            Entry? first = _entries.GetValueOrDefault(hash);
            for (Entry? same = first; same is not null; same = same.SameHash)
            {
                if (same.Graph!.ContentEquals(graph))
                {
                    return same.Plan!; // somebody else was faster
                }
            }

            if (_count == Capacity)
            {
                Remove(_ring.Newer!);
                first = _entries.GetValueOrDefault(hash);
            }

            var entry = new Entry { Graph = graph, Plan = plan, Hash = hash, SameHash = first };
            _entries[hash] = entry;
            LinkAsNewest(entry);
            _count++;
        }

        return plan;
    }

    private void Touch(Entry entry)
    {
        if (entry.Newer is null)
        {
            return; // forgotten meanwhile
        }

        Unlink(entry);
        LinkAsNewest(entry);
    }

    private void Remove(Entry entry)
    {
        Unlink(entry);
        entry.Newer = entry.Older = null;
        Entry first = _entries[entry.Hash];
        if (!ReferenceEquals(first, entry))
        {
            Entry before = first;
            while (!ReferenceEquals(before.SameHash, entry))
            {
                before = before.SameHash!;
            }

            before.SameHash = entry.SameHash;
        }
        else if (entry.SameHash is { } next)
        {
            _entries[entry.Hash] = next;
        }
        else
        {
            _entries.Remove(entry.Hash);
        }

        _count--;
        _evictions++;
    }

    private void LinkAsNewest(Entry entry)
    {
        Entry newest = _ring.Older!;
        entry.Older = newest;
        entry.Newer = _ring;
        newest.Newer = entry;
        _ring.Older = entry;
    }

    private static void Unlink(Entry entry)
    {
        entry.Older!.Newer = entry.Newer;
        entry.Newer!.Older = entry.Older;
    }

    private sealed class Entry
    {
        public Digraph? Graph { get; init; }

        public Plan? Plan { get; init; }

        public int Hash { get; init; }

        /// <summary>The next entry with this hash; stays readable when the entry is forgotten.</summary>
        public Entry? SameHash { get; set; }

        /// <summary>Towards the most recently used; null once forgotten.</summary>
        public Entry? Newer { get; set; }

        public Entry? Older { get; set; }
    }
}
