namespace Engine.Runtime;

/// <summary>Writes a value that is part of another one.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public delegate void RecordWrite<T>(RecordBuffer buffer, T value);
