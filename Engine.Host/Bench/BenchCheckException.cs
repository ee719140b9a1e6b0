namespace Engine.Host.Bench;

/// <summary>A case computes something wrong, so its speed means nothing. The message names the case and the difference.</summary>
internal sealed class BenchCheckException(string message) : Exception(message);
