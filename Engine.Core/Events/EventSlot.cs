namespace Engine.Internal;

/// <summary>A type of event that a batch has seen. Its position in the batch's table is what the column of types holds.</summary>
/// <param name="TypeId">Its number outside of this process.</param>
/// <param name="PayloadBytes">The length of each of its payloads.</param>
/// <param name="Name">Null as long as it came as raw bytes only.</param>
internal readonly record struct EventSlot(uint TypeId, int PayloadBytes, string? Name)
{
    /// <summary>As messages call it.</summary>
    public string Title => Name ?? $"0x{TypeId:X8}";
}
