namespace Engine.Host.Serve.Catalog;

/// <summary>Who does tasks of a role.</summary>
/// <param name="Name">The role's name, which tasks give as `agent_role`.</param>
/// <param name="Type">Its type: an activity of this name does its tasks.</param>
/// <param name="Capabilities">Names of activities that are tried next.</param>
internal sealed record AgentSpec(string Name, string Type, string[] Capabilities);
