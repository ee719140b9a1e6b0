namespace Engine.Internal;

/// <summary>Numbers the types of event that this process has used, from 0: an index, where the id is a number of 32 bits.</summary>
internal static class EventType
{
    private static int _count;

    public static int Next() => Interlocked.Increment(ref _count) - 1;
}

/// <inheritdoc cref="EventType"/>
internal static class EventType<T>
    where T : unmanaged, IEvent
{
    /// <summary>A constant to compiled code.</summary>
    public static readonly int Index = EventType.Next();
}
