namespace Engine.Host.Load;

/// <summary>The server told that an execution has ended.</summary>
/// <param name="Execution">Its id.</param>
/// <param name="Status">How it ended.</param>
/// <param name="At">When that was heard.</param>
internal readonly record struct EndNotice(string Execution, string Status, TimeSpan At);
