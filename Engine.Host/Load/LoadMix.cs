using System.Globalization;
using Engine.Host.Cli;

namespace Engine.Host.Load;

/// <summary>Which share of the requests goes to which route.</summary>
internal sealed class LoadMix
{
    /// <summary>The weights of the user that defines, executes and watches workflows, and of the one that only sends events: those of loadtest/locustfile.py.</summary>
    private const string Orchestration = "create=3,execute=2,status=5,events=1", HighThroughput = "events=1";

    private const int MaxWeight = 1_000_000;

    private readonly int[] _bounds;

    private LoadMix(int[] weights)
    {
        Weights = weights;
        _bounds = new int[weights.Length];
        int sum = 0;
        for (int route = 0; route < weights.Length; route++)
        {
            _bounds[route] = sum += weights[route];
        }
    }

    public static string[] Names { get; } = [.. Enum.GetNames<LoadRoute>().Select(static name => name.ToLowerInvariant())];

    /// <summary>By the number of the route.</summary>
    public IReadOnlyList<int> Weights { get; }

    public bool Has(LoadRoute route) => Weights[(int)route] > 0;

    /// <summary>Reads "create=3,status=5", or the name of a user: orchestration, high-throughput.</summary>
    /// <exception cref="UserError">It is neither.</exception>
    public static LoadMix Parse(string text)
    {
        string list = text switch
        {
            "orchestration" => Orchestration,
            "high-throughput" => HighThroughput,
            _ => text,
        };
        int[] weights = new int[Names.Length];
        foreach (string part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] sides = part.Split('=');
            int route = Array.IndexOf(Names, sides[0]);
            if (sides.Length > 2 || route < 0 || weights[route] > 0)
            {
                throw new UserError($"--mix {text}: '{part}' is not a route that is there once; write orchestration, high-throughput, or a list such as {Orchestration} of {string.Join(", ", Names)}.");
            }

            weights[route] = sides.Length == 1 ? 1
                : int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int weight) && weight is > 0 and <= MaxWeight ? weight
                : throw new UserError($"--mix {text}: the weight of '{sides[0]}' must be a whole number from 1 to {MaxWeight}.");
        }

        return new LoadMix(weights);
    }

    /// <summary>The route of a random number.</summary>
    public LoadRoute Choose(uint random)
    {
        int at = (int)(random % (uint)_bounds[^1]), route = 0;
        while (at >= _bounds[route])
        {
            route++;
        }

        return (LoadRoute)route;
    }
}
