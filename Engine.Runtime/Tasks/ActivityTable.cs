using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Engine.Internal;

namespace Engine.Runtime;

/// <summary>
/// The activities of a process: step bodies by name, for workflows that arrive at run time. Fill it, then hand it to a host: from then on it is frozen.
/// Filled by one thread; read by any number.
/// </summary>
/// <example><code>
/// var activities = new ActivityTable();
/// activities.Add(new Texts(store));                                                        // methods marked [Activity("...")]
/// activities.Add("upper", static (call, _) => ValueTask.FromResult(Upper(call.Input)));   // or a body by hand
/// </code></example>
public sealed class ActivityTable
{
    /// <summary>The most activities of a table.</summary>
    public const int MaxCount = 100_000;

    private readonly Dictionary<string, ActivityBody> _bodies = new(StringComparer.Ordinal);

    /// <summary>The names, in the order in which they were added.</summary>
    public IReadOnlyCollection<string> Names => _bodies.Keys;

    /// <summary>Whether a host uses it: nothing is added any more.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Adds an activity.</summary>
    /// <param name="name">Its name, unique in the table, 1 to <see cref="TaskGraph.MaxNameLength"/> characters.</param>
    /// <param name="body">What does it. Any number of calls may be under way at once.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or taken.</exception>
    /// <exception cref="InvalidOperationException">The table is frozen, or full.</exception>
    public void Add(string name, ActivityBody body)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(body);
        if (IsFrozen)
        {
            throw new InvalidOperationException($"Activity '{name}' comes too late: a host uses the table. Add all activities first, or make another table.");
        }

        if (name.Length > TaskGraph.MaxNameLength)
        {
            throw new ArgumentException($"The name has {name.Length} characters; choose one of up to {TaskGraph.MaxNameLength}.", nameof(name));
        }

        if (_bodies.Count == MaxCount)
        {
            throw new InvalidOperationException($"The table has {MaxCount} activities, its limit. Let one activity look at what its call names.");
        }

        if (!_bodies.TryAdd(name, body))
        {
            throw new ArgumentException($"There is an activity '{name}' in the table already. Tasks find their activity by its name: it has to be unique.", nameof(name));
        }
    }

    /// <summary>Adds the activities of a class: its methods marked <see cref="ActivityAttribute"/>, found when it was compiled.</summary>
    /// <param name="activities">An instance that serves all calls.</param>
    /// <exception cref="ArgumentException">One of the names is taken.</exception>
    /// <exception cref="InvalidOperationException">The table is frozen, or full.</exception>
    public void Add(IActivities activities)
    {
        ArgumentNullException.ThrowIfNull(activities);
        activities.AddTo(this);
    }

    /// <summary>Makes a body of one that gives no result. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ValueTask<ReadOnlyMemory<byte>> WithoutResult(ValueTask body)
    {
        if (!body.IsCompleted)
        {
            return Await(body);
        }

        body.GetAwaiter().GetResult();
        return default;

        static async ValueTask<ReadOnlyMemory<byte>> Await(ValueTask body)
        {
            await body.ConfigureAwait(false);
            return default;
        }
    }

    /// <summary>Finds an activity. O(1).</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ActivityBody? body) => _bodies.TryGetValue(name, out body);

    internal void Freeze() => IsFrozen = true;

    /// <summary>The bodies of a graph's activities, by their numbers there.</summary>
    /// <exception cref="TaskGraphException">One of them is not in the table.</exception>
    internal ActivityBody[] BodiesOf(TaskGraph graph)
    {
        ReadOnlySpan<string> names = graph.Activities;
        var bodies = new ActivityBody[names.Length];
        for (int number = 0; number < bodies.Length; number++)
        {
            if (!_bodies.TryGetValue(names[number], out bodies[number]!))
            {
                throw TaskGraphErrors.UnknownActivity(graph.Name, graph.FirstTaskOf(number), names[number], NameSuggestion.Find(names[number], _bodies.Keys));
            }
        }

        return bodies;
    }
}
