namespace Engine.Graphs;

/// <summary>
/// Remembers the plans of graphs, so that a graph that comes again is not planned again. The key is the whole content:
/// nodes, edges and costs, compared in full when hashes agree. Bounded: the least recently used plan goes first (and one
/// whose 32-bit hash another graph shares, when that one comes).
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
                return _entries.Count;
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
        ArgumentNullException.ThrowIfNull(graph);
        int hash = _hash(graph);
        if (Find(graph, hash) is { } found)
        {
            Interlocked.Increment(ref _hits);
            return found;
        }

        Interlocked.Increment(ref _misses);
        var plan = new Plan();
        Planner.Plan(graph, plan);
        return Add(graph, hash, plan.Freeze());
    }

    /// <summary>Forgets all plans; the counters go on.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (Entry entry in _entries.Values)
            {
                entry.Newer = entry.Older = null;
            }

            _entries.Clear();
            _ring.Newer = _ring.Older = _ring;
        }
    }

    private Plan? Find(Digraph graph, int hash)
    {
        Entry? entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(hash, out entry))
            {
                return null;
            }

            if (ReferenceEquals(entry.Graph, graph))
            {
                Touch(entry);
                return entry.Plan;
            }
        }

        // The comparison reads the whole graph, so others need not wait for it: what an entry holds never changes.
        if (!entry.Graph!.ContentEquals(graph))
        {
            return null;
        }

        lock (_lock)
        {
            Touch(entry);
        }

        return entry.Plan;
    }

    private Plan Add(Digraph graph, int hash, Plan plan)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(hash, out Entry? other))
            {
                if (other.Graph!.ContentEquals(graph))
                {
                    return other.Plan!; // somebody else was faster
                }

                Remove(other); // another graph with the same hash: the newer one stays
            }
            else if (_entries.Count == Capacity)
            {
                Remove(_ring.Newer!);
            }

            var entry = new Entry { Graph = graph, Plan = plan, Hash = hash };
            _entries.Add(hash, entry);
            LinkAsNewest(entry);
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
        _entries.Remove(entry.Hash);
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

        /// <summary>Towards the most recently used; null once forgotten.</summary>
        public Entry? Newer { get; set; }

        public Entry? Older { get; set; }
    }
}
