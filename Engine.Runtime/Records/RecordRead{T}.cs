namespace Engine.Runtime;

/// <summary>Reads what a <see cref="RecordWrite{T}"/> wrote.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public delegate T RecordRead<T>(ref RecordReader reader);
