using Engine.Runtime;

namespace Engine.Host.Serve.Catalog;

/// <summary>What was answered about an ended run.</summary>
/// <param name="Run">The run.</param>
/// <param name="EventCount">How many events it had then.</param>
/// <param name="Json">The answer.</param>
internal sealed record StatusAnswer(RunId Run, long EventCount, byte[] Json);
