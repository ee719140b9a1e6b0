namespace Engine.Generators.Model;

/// <summary>How a value is written to a journal and read back.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Type">Fully qualified, as the reading expression names it.</param>
/// <param name="Signature">Two values with one signature can be read as each other.</param>
/// <param name="Element">Of an array, memory or nullable value: what is in it. Null for any other.</param>
internal sealed record StorageModel(StorageKind Kind, string Type, string Signature, StorageModel? Element = null);

/// <summary>The ways of storing.</summary>
internal enum StorageKind
{
    /// <summary>The bytes of a value without references.</summary>
    Bytes,

    /// <summary>A string, or null.</summary>
    Text,

    /// <summary>An array of one dimension, or null.</summary>
    Array,

    /// <summary><c>ReadOnlyMemory&lt;T&gt;</c>.</summary>
    Memory,

    /// <summary><c>Nullable&lt;T&gt;</c>.</summary>
    Nullable,

    /// <summary>A type that MemoryPack serializes.</summary>
    Packed,
}
