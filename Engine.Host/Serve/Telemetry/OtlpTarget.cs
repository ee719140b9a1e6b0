namespace Engine.Host.Serve.Telemetry;

/// <summary>Where a signal goes.</summary>
/// <param name="Address">The whole address.</param>
/// <param name="Headers">What each request carries.</param>
/// <param name="Timeout">How long a request may take.</param>
internal sealed record OtlpTarget(Uri Address, IReadOnlyList<KeyValuePair<string, string>> Headers, TimeSpan Timeout);
