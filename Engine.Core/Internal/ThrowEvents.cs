using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Engine.Internal;

/// <summary>The exceptions of events: one method per error, off the hot paths.</summary>
[StackTraceHidden]
internal static class ThrowEvents
{
    [DoesNotReturn]
    public static void PayloadLength(string type, int expected, int actual) => throw new InvalidOperationException(
        $"Events of type {type} have {expected} bytes here, and this one has {actual}. Give a type that was changed an id of its own.");

    [DoesNotReturn]
    public static void SameId(uint typeId, string first, string second) => throw new InvalidOperationException(
        $"The event types {first} and {second} have one id, 0x{typeId:X8}. Give one of them another: [Event(Id = ...)].");

    [DoesNotReturn]
    public static void NoTypeId(string type) => throw new ArgumentException(
        $"The event type {type} has the id 0, which means none. Give it another: [Event(Id = ...)].");

    [DoesNotReturn]
    public static void EventTooLarge(string type, int bytes, int limit) => throw new ArgumentException(
        $"An event of type {type} says that it has {bytes} bytes; an event has 0 to {limit}.");

    [DoesNotReturn]
    public static void TooManyTypes(string type, int limit) => throw new InvalidOperationException(
        $"The batch has seen {limit} types of event, and {type} would be one more. Take a batch for each group of types.");

    [DoesNotReturn]
    public static void BatchFull(int count, int maxEvents, long payloadBytes, long maxPayloadBytes) => throw new InvalidOperationException(
        $"The batch is full: {count} of {maxEvents} events, {payloadBytes} of {maxPayloadBytes} bytes of payload. Dispatch and clear it first, or ask TryAppend.");

    [DoesNotReturn]
    public static void BadCapacity(int maxEvents, int limit) => throw new ArgumentOutOfRangeException(nameof(maxEvents), maxEvents,
        $"A batch holds 1 to {limit} events.");

    [DoesNotReturn]
    public static void BadPayloadCapacity(long maxPayloadBytes, long limit) => throw new ArgumentOutOfRangeException(nameof(maxPayloadBytes), maxPayloadBytes,
        $"A batch holds 8 to {limit} bytes of payload.");

    [DoesNotReturn]
    public static void ColumnLength(string name, int actual, int events) => throw new ArgumentException(
        $"{name} has {actual} elements for {events} events; pass one for each.");

    [DoesNotReturn]
    public static void NoSuchEvent(int index, int count) => throw new ArgumentOutOfRangeException(nameof(index), index,
        $"There is no event {index}: the batch has {count}.");

    [DoesNotReturn]
    public static void WrongType(int index, string actual, string asked) => throw new InvalidOperationException(
        $"Event {index} is of type {actual}, not {asked}.");

    [DoesNotReturn]
    public static void BrokenRecord(int offsetBytes, string what) => throw new ArgumentException(
        $"The record at byte {offsetBytes} {what}; nothing was appended.");

    [DoesNotReturn]
    public static void TooManyKeys(string state, int limit) => throw new InvalidOperationException(
        $"There is state of type {state} for {limit} keys, and this would be one more. Remove keys that are done, or raise MaxKeys.");

    [DoesNotReturn]
    public static void BadMaxKeys(int maxKeys, int limit) => throw new ArgumentOutOfRangeException(nameof(maxKeys), maxKeys,
        $"State is kept for 1 to {limit} keys.");

    [DoesNotReturn]
    public static void LengthOfStart(string type, int workflow, int batch) => throw new InvalidOperationException(
        $"Events of type {type} that start the workflow have {workflow} bytes, and those of the batch {batch}. Give a type that was changed an id of its own.");

    [DoesNotReturn]
    public static void TooFewPlaces(string name, int places, int runs) => throw new ArgumentException(
        $"The batch starts {runs} runs, and {name} is for {places}. Pass {name} for at least as many; CountStarts tells the number.", name);

    [DoesNotReturn]
    public static void LengthOfHandler(string type, int router, int batch) => throw new InvalidOperationException(
        $"Events of type {type} have {router} bytes in the router and {batch} in the batch. Give a type that was changed an id of its own.");

    [DoesNotReturn]
    public static void BatchInUse() => throw new InvalidOperationException(
        "The batch is being dispatched, and cannot be changed or dispatched until that ends. Let handlers append to another batch.");
}
