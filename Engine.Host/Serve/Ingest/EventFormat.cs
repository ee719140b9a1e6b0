namespace Engine.Host.Serve.Ingest;

/// <summary>The forms in which a batch may come, by content type.</summary>
internal enum EventFormat
{
    /// <summary>`application/json`: `{"events": [...]}`.</summary>
    Json,

    /// <summary>`application/x-ndjson`: an event after the other.</summary>
    Lines,

    /// <summary>`application/vnd.engine.events`: see <see cref="BinaryEventReader"/>.</summary>
    Binary,
}
