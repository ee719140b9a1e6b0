namespace Engine.Host.Serve.Catalog;

/// <summary>
/// Agents that many definitions have in common: one object for all of them, which a collector would look at for each otherwise. Some hundreds; one that comes later
/// takes the place of another. Any thread.
/// </summary>
internal static class SharedAgents
{
    private const int Places = 512;

    /// <summary>One with more capabilities is not kept for others.</summary>
    private const int MaxCapabilities = 8;

    private static readonly AgentSpec?[] Known = new AgentSpec?[Places];

    /// <summary>An agent that says the same: an earlier one where it is known. O(its texts).</summary>
    public static AgentSpec Of(AgentSpec agent)
    {
        if (agent.Capabilities.Length > MaxCapabilities)
        {
            return agent;
        }

        var hash = default(HashCode);
        hash.Add(agent.Name);
        hash.Add(agent.Type);
        foreach (string capability in agent.Capabilities)
        {
            hash.Add(capability);
        }

        ref AgentSpec? place = ref Known[(uint)hash.ToHashCode() % Places];
        AgentSpec? there = Volatile.Read(ref place);
        if (there is not null && there.Name == agent.Name && there.Type == agent.Type && there.Capabilities.AsSpan().SequenceEqual(agent.Capabilities))
        {
            return there;
        }

        Volatile.Write(ref place, agent);
        return agent;
    }
}
