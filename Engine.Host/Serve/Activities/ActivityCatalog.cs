using Engine.Host.Serve.Catalog;
using Engine.Runtime;

namespace Engine.Host.Serve.Activities;

/// <summary>The activities of this process, and which of them does the tasks of an agent: the one named like its type, else like the first of its capabilities that is one.</summary>
internal sealed class ActivityCatalog
{
    /// <summary>What stands in for types that nobody has.</summary>
    public const string SimulatedName = "(simulated)";

    /// <summary>What does tasks of a stored workflow whose agents are not there any more: it fails, and says so.</summary>
    public const string MissingName = "(missing)";

    private readonly bool _simulate;

    /// <param name="simulateUnknown">Whether types that nobody has are stood in for.</param>
    /// <param name="addActivities">Adds the user's own; null: none.</param>
    /// <exception cref="Cli.UserError">One of those cannot be added.</exception>
    public ActivityCatalog(bool simulateUnknown, Action<ActivityTable>? addActivities = null)
    {
        _simulate = simulateUnknown;
        AddOwn(addActivities);
        BuiltInActivities.AddTo(Table);
        Table.Add(SimulatedName, SimulatedActivity.RunAsync);
        Table.Add(MissingName, static (call, _) => throw new InvalidOperationException(
            $"No activity does task '{call.TaskId}' in this process: the type of its agent is not known. Start the program that has it, or engine serve --simulate-agents, and retry."));
    }

    public ActivityTable Table { get; } = new();

    /// <summary>Whether types that nobody has are stood in for.</summary>
    public bool SimulatesUnknown => _simulate;

    /// <summary>The names that agents' types and capabilities may have.</summary>
    public IEnumerable<string> Names => Table.Names.Where(static name => name[0] != '(');

    /// <summary>The activity of an agent; null where there is none.</summary>
    public string? Match(AgentSpec agent, out bool isSimulated)
    {
        isSimulated = false;
        if (IsKnown(agent.Type))
        {
            return agent.Type;
        }

        foreach (string capability in agent.Capabilities)
        {
            if (IsKnown(capability))
            {
                return capability;
            }
        }

        isSimulated = _simulate;
        return _simulate ? SimulatedName : null;
    }

    public string Unknown(AgentSpec agent)
    {
        string? near = Cli.DidYouMean.Find(agent.Type, Names);
        return $"no activity is called '{agent.Type}', nor like a capability of agent '{agent.Name}'.{(near is null ? "" : $" Did you mean '{near}'?")} This process has {string.Join(", ", Names.Order())}; engine serve --simulate-agents stands in for others.";
    }

    /// <summary>First, so that one of them may take the place of a built-in one.</summary>
    private void AddOwn(Action<ActivityTable>? addActivities)
    {
        try
        {
            addActivities?.Invoke(Table);
        }
        catch (ArgumentException exception)
        {
            throw new Cli.UserError($"activities: {exception.Message}");
        }

        if (Table.Names.FirstOrDefault(static name => name[0] == '(') is { } name)
        {
            throw new Cli.UserError($"activities: '{name}' begins with a parenthesis, as those of the host itself do. Choose another name.");
        }
    }

    private bool IsKnown(string name) => name.Length > 0 && name[0] != '(' && Table.TryFind(name, out _);
}
