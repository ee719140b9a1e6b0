namespace Engine.Host.Serve.Catalog;

/// <summary>A definition as it is stored.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Content">The workflow in JSON.</param>
internal sealed record StoredDefinition(string Tenant, byte[] Content);
