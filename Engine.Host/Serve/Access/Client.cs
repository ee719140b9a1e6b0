namespace Engine.Host.Serve.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">The key's name; empty without keys.</param>
/// <param name="Tenant">The namespace that it lives in; empty without one.</param>
/// <param name="Roles">What it may do.</param>
internal sealed record Client(string Name, string Tenant, Role Roles)
{
    /// <summary>Without keys, on this machine: everything.</summary>
    public static Client Local { get; } = new("", "", Role.All);
}
