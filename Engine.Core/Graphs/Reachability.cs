using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// Answers whether one node leads to another. An instance is the working memory of single questions and is reused from one to
/// the next, also between graphs; it is not safe for concurrent use. Many questions at once are a matter of the static methods.
/// </summary>
/// <remarks>
/// <para>
/// A node reaches another when a path of one edge or more leads there; it reaches itself only on a cycle. Single questions are a
/// breadth-first search that stops at the answer, O(nodes + edges) at worst; with a plan it visits only nodes on levels below the
/// target's. Many questions go by blocks of 512 targets, a row of bits per node.
/// </para>
/// <code>
/// var reachability = new Reachability();
/// bool waits = reachability.Reaches(graph, plan, from: fetch, to: publish);
/// long pairs = Reachability.CountPairs(graph, plan);          // edges of the transitive closure
/// </code>
/// </remarks>
public sealed class Reachability
{
    private int[] _queue = [];
    private bool[] _seen = [];

    /// <summary>Whether a path of one edge or more leads from one node to another; cycles are allowed.</summary>
    /// <exception cref="GraphException">There is no such node, or a view over foreign memory is malformed.</exception>
    public bool Reaches(DigraphView graph, int from, int to)
    {
        graph.EnsureValid();
        CheckNode(graph, from);
        CheckNode(graph, to);
        return Search(graph, default, from, to);
    }

    /// <summary>
    /// Whether a path of one edge or more leads from one node to another, with the help of the graph's plan. Only the edges that
    /// the search comes across are checked against the plan: where it meets none that contradicts it, a plan of another graph
    /// of the same size goes unnoticed, and the answer may be wrong.
    /// </summary>
    /// <exception cref="GraphException">There is no such node, the plan has another size than the graph, or an edge on the way contradicts it.</exception>
    public bool Reaches(DigraphView graph, Plan plan, int from, int to)
    {
        PlanChecks.EnsureFits(graph, plan);
        CheckNode(graph, from);
        CheckNode(graph, to);
        return Search(graph, plan.Levels, from, to);
    }

    /// <summary>
    /// How many pairs of different nodes there are of which the first reaches the second: the edges of the transitive closure.
    /// O((1 + nodes / 512) x (nodes + edges)) steps of one cache line each; about 84 bytes per node and 12 per edge from
    /// the pool, no allocation in steady state.
    /// </summary>
    /// <param name="graph">An acyclic graph.</param>
    /// <param name="plan">The plan of this graph.</param>
    /// <exception cref="GraphException">The plan is not of this graph, or the graph has too many nodes.</exception>
    public static long CountPairs(DigraphView graph, Plan plan)
    {
        PlanChecks.EnsureFits(graph, plan);
        return ReachabilityBlocks.CountPairs(graph, plan);
    }

    /// <summary>
    /// Answers many questions: whether a path of one edge or more leads from <c>from[i]</c> to <c>to[i]</c>.
    /// O((1 + distinct targets / 512) x (nodes + edges) + questions x log questions): questions are sorted by target, then each block
    /// takes steps of one cache line. About 84 bytes per node, 12 per edge and 8 per question from the pool, no allocation in steady state.
    /// </summary>
    /// <param name="graph">An acyclic graph.</param>
    /// <param name="plan">The plan of this graph.</param>
    /// <param name="from">The first node of each question.</param>
    /// <param name="to">The second node of each question, as many.</param>
    /// <param name="answers">Receives one answer per question.</param>
    /// <exception cref="GraphException">The plan is not of this graph, the lengths differ, there is no such node, or the graph has too many nodes.</exception>
    public static void Answer(DigraphView graph, Plan plan, ReadOnlySpan<int> from, ReadOnlySpan<int> to, Span<bool> answers)
    {
        PlanChecks.EnsureFits(graph, plan);
        if (to.Length != from.Length || answers.Length != from.Length)
        {
            Throw.BadLength(to.Length != from.Length ? nameof(to) : nameof(answers), to.Length != from.Length ? to.Length : answers.Length, "one per question", from.Length);
        }

        for (int i = 0; i < from.Length; i++)
        {
            CheckNode(graph, from[i]);
            CheckNode(graph, to[i]);
        }

        ReachabilityBlocks.Answer(graph, plan, from, to, answers);
    }

    private static void CheckNode(DigraphView graph, int node)
    {
        if ((uint)node >= (uint)graph.NodeCount)
        {
            Throw.NodeOutOfRange(node, graph.NodeCount);
        }
    }

    private bool Search(DigraphView graph, ReadOnlySpan<int> levels, int from, int to)
    {
        if (_queue.Length < graph.NodeCount)
        {
            // The one whose length is asked for comes last: where memory runs out before, the next call grows both again.
            _seen = new bool[graph.NodeCount];
            _queue = new int[graph.NodeCount];
        }

        int head = 0, tail = 0, node = from;
        bool found = false, isForeign = false;
        while (true)
        {
            foreach (int target in graph.Successors(node))
            {
                if (!levels.IsEmpty && levels[target] <= levels[node])
                {
                    isForeign = true;
                    break;
                }

                if (target == to)
                {
                    found = true;
                    break;
                }

                // A path climbs at least one level per edge: from the target's own level on, none leads to it.
                if (!_seen[target] && (levels.IsEmpty || levels[target] < levels[to]))
                {
                    _seen[target] = true;
                    _queue[tail++] = target;
                }
            }

            if (found || isForeign || head == tail)
            {
                break;
            }

            node = _queue[head++];
        }

        // Cleared by what was visited, so that a short search stays short in a large graph.
        foreach (int visited in _queue.AsSpan(0, tail))
        {
            _seen[visited] = false;
        }

        if (isForeign)
        {
            Throw.ForeignPlan();
        }

        return found;
    }
}
