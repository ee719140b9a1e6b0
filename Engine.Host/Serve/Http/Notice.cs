using Engine.Runtime;

namespace Engine.Host.Serve.Http;

/// <summary>Something that happened in the host.</summary>
/// <param name="Kind">What: the name of the event in a stream.</param>
/// <param name="Workflow">The workflow's id.</param>
/// <param name="Run">The run; none where it is not about one.</param>
/// <param name="Status">How it ended.</param>
internal readonly record struct Notice(string Kind, string Workflow, RunId Run, string? Status);
