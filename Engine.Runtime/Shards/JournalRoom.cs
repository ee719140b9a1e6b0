namespace Engine.Internal;

/// <summary>What a shard does by how full its journal is.</summary>
internal enum JournalRoom : byte
{
    /// <summary>It works, and cleans beside it.</summary>
    Ample,

    /// <summary>It does nothing but write again what its runs need, so that older segments can go.</summary>
    Cleaning,

    /// <summary>That is done, and the segments go when it is on the disk.</summary>
    Releasing,

    /// <summary>Nothing more can go: what runs want to record fails with that reason.</summary>
    Overgrown,
}
