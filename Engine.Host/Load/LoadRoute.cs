namespace Engine.Host.Load;

/// <summary>What one request of a load asks for.</summary>
internal enum LoadRoute
{
    /// <summary>GET /healthz.</summary>
    Health,

    /// <summary>POST /api/v1/workflows with an id of its own.</summary>
    Create,

    /// <summary>POST /api/v1/workflows/{id}/execute of a workflow that is there.</summary>
    Execute,

    /// <summary>GET /api/v1/workflows/{id}/status of a workflow that has been executed.</summary>
    Status,

    /// <summary>POST /api/v1/events/batch.</summary>
    Events,
}
