namespace Engine.Host.Load;

/// <summary>What came back.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">Valid until the next request of the connection.</param>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body);
