using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Engine.Internal;

/// <summary>The exceptions of queues and delivery: one method per error, off the hot paths.</summary>
[StackTraceHidden]
internal static class ThrowQueue
{
    [DoesNotReturn]
    public static void BadCapacity(int capacityBytes, int least, int most) => throw new ArgumentOutOfRangeException(nameof(capacityBytes), capacityBytes,
        $"A partition of a queue holds {least} to {most} bytes; the least is what the longest event needs.");

    [DoesNotReturn]
    public static void BadPartitions(int partitions, int limit) => throw new ArgumentOutOfRangeException(nameof(partitions), partitions,
        $"A queue has 1 to {limit} partitions, one for each consumer.");

    [DoesNotReturn]
    public static void NoSuchPartition(int partition, int partitions) => throw new ArgumentOutOfRangeException(nameof(partition), partition,
        $"There is no partition {partition}: the queue has {partitions}, counted from 0.");

    [DoesNotReturn]
    public static void Completed(string queue, Exception? failure) => throw new InvalidOperationException(
        failure is null
            ? $"Queue '{queue}' is completed and takes no more events. Complete it after the last producer has ended."
            : $"Queue '{queue}' takes no more events: its consumer failed, {failure.GetType().Name}: {failure.Message}", failure);

    [DoesNotReturn]
    public static void NoType() => throw new ArgumentException("The event has no type: its TypeId is 0. Give it the id of its type.");

    [DoesNotReturn]
    public static void PayloadLength(int header, int payload, int limit) => throw new ArgumentException(
        $"The header says that the payload has {header} bytes, and it has {payload}; they must be the same, 0 to {limit}.");

    [DoesNotReturn]
    public static void EventTooLarge(string type, int bytes, int limit) => throw new ArgumentException(
        $"An event of type {type} has {bytes} bytes; a queue takes events of up to {limit}.");

    [DoesNotReturn]
    public static void ColumnLength(string name, int actual, int events) => throw new ArgumentException(
        $"{name} has {actual} elements for {events} events; pass one for each.");

    [DoesNotReturn]
    public static void BadStart(int start, int count) => throw new ArgumentOutOfRangeException(nameof(start), start,
        $"There is no event {start} to start with: the batch has {count}.");

    [DoesNotReturn]
    public static void BufferTooSmall(int payloadBytes, int buffer) => throw new ArgumentException(
        $"The next event's payload has {payloadBytes} bytes, and the buffer {buffer}. Give a buffer of EventBatch.MaxEventBytes, or dequeue into a batch.");

    [DoesNotReturn]
    public static void BatchCannotTake() => throw new InvalidOperationException(
        "The batch is empty and has no room for the payload of the next event. Give it a larger maxPayloadBytes.");

    [DoesNotReturn]
    public static void TwoConsumers() => throw new InvalidOperationException(
        "Somebody already waits for events of this partition. A partition has one consumer; take more partitions for more consumers.");

    [DoesNotReturn]
    public static void TooManyWaiters(int limit) => throw new InvalidOperationException(
        $"{limit} producers wait for room in one partition of the queue. Await each EnqueueAsync before the next.");

    [DoesNotReturn]
    public static void BadWindow(int windowLength, int least, int most) => throw new ArgumentOutOfRangeException(nameof(windowLength), windowLength,
        $"A window has {least} to {most} sequence numbers.");

    [DoesNotReturn]
    public static void BadMaxKeys(int maxKeys, int limit) => throw new ArgumentOutOfRangeException(nameof(maxKeys), maxKeys,
        $"Windows are kept for 1 to {limit} keys.");

    [DoesNotReturn]
    public static void BadWindows(int windowLength, int maxKeys, long limit) => throw new ArgumentOutOfRangeException(nameof(maxKeys), maxKeys,
        $"{maxKeys} windows of {windowLength} are {(long)maxKeys * windowLength} sequence numbers, and {limit} can be remembered. Take fewer keys or a shorter window.");

    [DoesNotReturn]
    public static void AsynchronousRoutes(Type routes) => throw new ArgumentException(
        $"A handler of {routes.DeclaringType?.Name ?? routes.Name} returns a task, which a synchronous delivery cannot wait for. Use EventDelivery.CreateAsync.");

    [DoesNotReturn]
    public static void BadRetries(int retries, int limit) => throw new ArgumentOutOfRangeException(nameof(retries), retries,
        $"A handler is tried 0 to {limit} times again.");

    [DoesNotReturn]
    public static void BadLetterLimit(int maxLetters, int limit) => throw new ArgumentOutOfRangeException(nameof(maxLetters), maxLetters,
        $"A store keeps 1 to {limit} dead letters.");

    [DoesNotReturn]
    public static void TooManyLetters(int limit) => throw new InvalidOperationException(
        $"{limit} dead letters are kept, and this would be one more. Look at them, then Clear, or keep more.");

    [DoesNotReturn]
    public static void DeliveryBroken(Exception failure) => throw new InvalidOperationException(
        $"This delivery has ended, {failure.GetType().Name}: {failure.Message} What it was delivering is in its Current batch.", failure);
}
