using Engine.Events;

namespace Engine.Tests.Events;

/// <summary>An event of 16 bytes that can be checked.</summary>
internal readonly record struct Ticked(long Number, long Check) : IEvent
{
    public static uint EventTypeId => 0x1001;

    public static string EventTypeName => "Ticked";

    public static Ticked Of(long number) => new(number, ~number);
}

/// <summary>An event of 1 byte.</summary>
internal readonly record struct Blinked(byte Value) : IEvent
{
    public static uint EventTypeId => 0x1002;

    public static string EventTypeName => "Blinked";
}

/// <summary>An event of 40 bytes.</summary>
internal readonly record struct Shifted(long A, long B, long C, long D, long E) : IEvent
{
    public static uint EventTypeId => 0x1003;

    public static string EventTypeName => "Shifted";
}

/// <summary>An event that no program could mean: it has no id.</summary>
internal readonly record struct Nameless(int Value) : IEvent
{
    public static uint EventTypeId => 0;

    public static string EventTypeName => "Nameless";
}

/// <summary>An event as long as they get.</summary>
internal unsafe struct Huge : IEvent
{
    public fixed byte Bytes[EventBatch.MaxEventBytes];

    public static uint EventTypeId => 0x1004;

    public static string EventTypeName => "Huge";
}

/// <summary>An event that is longer.</summary>
internal unsafe struct Oversized : IEvent
{
    public fixed byte Bytes[EventBatch.MaxEventBytes + 1];

    public static uint EventTypeId => 0x1005;

    public static string EventTypeName => "Oversized";
}
