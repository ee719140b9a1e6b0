using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// Brings the events of a batch to the handlers of a router: by type, or one by one. Generic over the router's routes, so that every
/// call is direct; generated code calls it, and so may what stands between a queue and a router.
/// </summary>
public static class EventRouter
{
    /// <summary>Calls each handler once, with all events of its type; then the ordered ones, event by event. O(events + types), no allocation.</summary>
    public static DispatchResult Dispatch<TRoutes>(in TRoutes routes, EventBatch batch)
        where TRoutes : struct, IEventRoutes
    {
        EventPartition partition = EventPartition.Open<TRoutes>(batch);
        try
        {
            int filtered = HandleGroups(in routes, batch, partition);
            foreach (int index in partition.OneByOne.Span)
            {
                filtered += Unsafe.AsRef(in routes).HandleOne(partition.HandlerOf(batch.Types[index]), batch.HeaderOf(index), batch.PayloadOf(index)) ? 0 : 1;
            }

            return new DispatchResult(batch.Count - partition.Unknown - filtered, filtered, partition.Unknown);
        }
        finally
        {
            partition.Close();
        }
    }

    /// <summary>
    /// The same, where a handler may fail: the events before the one that failed are handled, it is tried again as often as
    /// <paramref name="faults"/> says, and the rest follows one by one. A handler of spans is called for its events one by one once it has
    /// failed for all of them: it sees again what it had seen before, and only then does a failure count as an event's attempt.
    /// </summary>
    /// <returns>Where the events went; those given up count as handled.</returns>
    public static DispatchResult Dispatch<TRoutes, TFaults>(in TRoutes routes, EventBatch batch, ref TFaults faults)
        where TRoutes : struct, IEventRoutes
        where TFaults : IEventFaults
    {
        EventPartition partition = EventPartition.Open<TRoutes>(batch);
        try
        {
            int filtered = HandleGroups(in routes, batch, partition, ref faults);
            foreach (int index in partition.OneByOne.Span)
            {
                filtered += HandleOne(in routes, batch, index, partition.HandlerOf(batch.Types[index]), null, ref faults) ? 0 : 1;
            }

            return new DispatchResult(batch.Count - partition.Unknown - filtered, filtered, partition.Unknown);
        }
        finally
        {
            partition.Close();
        }
    }

    /// <summary>Calls the handlers event by event, in order of arrival: the reference that <c>Dispatch</c> must agree with.</summary>
    public static DispatchResult DispatchOneByOne<TRoutes>(in TRoutes routes, EventBatch batch)
        where TRoutes : struct, IEventRoutes
    {
        EventPartition partition = EventPartition.Open<TRoutes>(batch);
        try
        {
            int handled = 0, filtered = 0, unknown = 0;
            for (int index = 0; index < batch.Count; index++)
            {
                EventHeader header = batch.HeaderOf(index);
                int handler = TRoutes.HandlerOf(header.TypeId);
                if (handler < 0)
                {
                    unknown++;
                }
                else if (Unsafe.AsRef(in routes).HandleOne(handler, in header, batch.PayloadOf(index)))
                {
                    handled++;
                }
                else
                {
                    filtered++;
                }
            }

            return new DispatchResult(handled, filtered, unknown);
        }
        finally
        {
            partition.Close();
        }
    }

    /// <summary>
    /// Calls each synchronous handler once, with all events of its type; then the ordered and asynchronous ones, event by event, each when
    /// the last has ended. No allocation, where no handler suspends or the pool has the state machine.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<DispatchResult> DispatchAsync<TRoutes>(TRoutes routes, EventBatch batch, CancellationToken cancellationToken)
        where TRoutes : struct, IAsyncEventRoutes
    {
        EventPartition partition = EventPartition.Open<TRoutes>(batch);
        try
        {
            int filtered = HandleGroups(in routes, batch, partition);
            ReadOnlyMemory<int> positions = partition.OneByOne;
            for (int i = 0; i < positions.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int index = positions.Span[i], handler = partition.HandlerOf(batch.Types[index]);
                if ((TRoutes.Traits[handler] & EventHandlerTraits.Asynchronous) == 0)
                {
                    filtered += routes.HandleOne(handler, batch.HeaderOf(index), batch.PayloadOf(index)) ? 0 : 1;
                }
                else if (TRoutes.Accepts(handler, batch.HeaderOf(index), batch.PayloadOf(index)))
                {
                    await routes.HandleOneAsync(handler, batch.HeaderOf(index), batch.PayloadOf(index), cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    filtered++;
                }
            }

            return new DispatchResult(batch.Count - partition.Unknown - filtered, filtered, partition.Unknown);
        }
        finally
        {
            partition.Close();
        }
    }

    /// <summary>The same, where a handler may fail: see the synchronous way. Cancellation of the caller's is no failure of an event and ends the dispatch.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal static async ValueTask<DispatchResult> DispatchAsync<TRoutes, TFaults>(TRoutes routes, EventBatch batch, TFaults faults, CancellationToken cancellationToken)
        where TRoutes : struct, IAsyncEventRoutes
        where TFaults : class, IEventFaults
    {
        EventPartition partition = EventPartition.Open<TRoutes>(batch);
        try
        {
            int filtered = HandleGroups(in routes, batch, partition, ref faults);
            ReadOnlyMemory<int> positions = partition.OneByOne;
            for (int i = 0; i < positions.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int index = positions.Span[i], handler = partition.HandlerOf(batch.Types[index]);
                if ((TRoutes.Traits[handler] & EventHandlerTraits.Asynchronous) == 0)
                {
                    filtered += HandleOne(in routes, batch, index, handler, null, ref faults) ? 0 : 1;
                }
                else if (!TRoutes.Accepts(handler, batch.HeaderOf(index), batch.PayloadOf(index)))
                {
                    filtered++;
                }
                else
                {
                    for (int attempts = 1; await AttemptAsync(routes, batch, index, handler, cancellationToken).ConfigureAwait(false) is { } error; attempts++)
                    {
                        if (!faults.TryAgain(batch.HeaderOf(index), batch.PayloadOf(index), attempts, error))
                        {
                            break;
                        }
                    }
                }
            }

            return new DispatchResult(batch.Count - partition.Unknown - filtered, filtered, partition.Unknown);
        }
        finally
        {
            partition.Close();
        }
    }

    /// <summary>Hands an event to an asynchronous handler.</summary>
    /// <returns>What it threw; null where it ended well.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Exception?> AttemptAsync<TRoutes>(TRoutes routes, EventBatch batch, int index, int handler, CancellationToken cancellationToken)
        where TRoutes : struct, IAsyncEventRoutes
    {
        try
        {
            await routes.HandleOneAsync(handler, batch.HeaderOf(index), batch.PayloadOf(index), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // whatever it is, the caller's policy decides
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    private static int HandleGroups<TRoutes>(in TRoutes routes, EventBatch batch, EventPartition partition)
        where TRoutes : struct, IEventRoutes
    {
        partition.Arrange<TRoutes>(batch);
        int filtered = 0;
        for (int handler = 0; handler < TRoutes.HandlerCount; handler++)
        {
            int slot = partition.SlotOf(handler);
            if (slot >= 0 && !IsOneByOne<TRoutes>(handler))
            {
                EventGroup group = partition.Group(batch, slot, TRoutes.Traits[handler]);
                Unsafe.AsRef(in routes).Handle(handler, ref group);
                filtered += partition.CountOf(slot) - group.Count;
            }
        }

        return filtered;
    }

    /// <summary>The handlers that are called once; one that fails goes on event by event.</summary>
    private static int HandleGroups<TRoutes, TFaults>(in TRoutes routes, EventBatch batch, EventPartition partition, ref TFaults faults)
        where TRoutes : struct, IEventRoutes
        where TFaults : IEventFaults
    {
        partition.Arrange<TRoutes>(batch);
        int filtered = 0;
        for (int handler = 0; handler < TRoutes.HandlerCount; handler++)
        {
            int slot = partition.SlotOf(handler);
            if (slot >= 0 && !IsOneByOne<TRoutes>(handler))
            {
                EventGroup group = partition.Group(batch, slot, TRoutes.Traits[handler]);
                int kept;
                try
                {
                    Unsafe.AsRef(in routes).Handle(handler, ref group);
                    kept = group.Count;
                }
#pragma warning disable CA1031 // whatever it is, the caller's policy decides
                catch (Exception error)
#pragma warning restore CA1031
                {
                    kept = HandleRest(in routes, batch, handler, slot, group.Done, error, ref faults);
                }

                filtered += partition.CountOf(slot) - kept;
            }
        }

        return filtered;
    }

    private static bool IsOneByOne<TRoutes>(int handler)
        where TRoutes : struct, IEventRoutes
        => (TRoutes.Traits[handler] & (EventHandlerTraits.Ordered | EventHandlerTraits.Asynchronous)) != 0;

    /// <summary>After a failure: finds the event that failed in the batch, deals with it, and goes on one by one.</summary>
    /// <returns>How many events of the type passed the filter.</returns>
    private static int HandleRest<TRoutes, TFaults>(in TRoutes routes, EventBatch batch, int handler, int slot, int done, Exception error, ref TFaults faults)
        where TRoutes : struct, IEventRoutes
        where TFaults : IEventFaults
    {
        int accepted = 0;
        Exception? first = (TRoutes.Traits[handler] & EventHandlerTraits.Spans) == 0 ? error : null;
        for (int index = 0; index < batch.Count; index++)
        {
            if (batch.Types[index] != slot || !TRoutes.Accepts(handler, batch.HeaderOf(index), batch.PayloadOf(index)))
            {
                continue;
            }

            if (accepted++ >= done)
            {
                HandleOne(in routes, batch, index, handler, first, ref faults);
                first = null;
            }
        }

        return accepted;
    }

    /// <param name="routes">The handlers.</param>
    /// <param name="batch">The event's batch.</param>
    /// <param name="index">The event.</param>
    /// <param name="handler">Its handler.</param>
    /// <param name="error">How its first attempt failed; null where it has not been tried.</param>
    /// <param name="faults">Says whether it is tried again.</param>
    private static bool HandleOne<TRoutes, TFaults>(in TRoutes routes, EventBatch batch, int index, int handler, Exception? error, ref TFaults faults)
        where TRoutes : struct, IEventRoutes
        where TFaults : IEventFaults
    {
        EventHeader header = batch.HeaderOf(index);
        ReadOnlySpan<byte> payload = batch.PayloadOf(index);
        for (int attempts = error is null ? 0 : 1; ; attempts++)
        {
            if (error is not null && !faults.TryAgain(in header, payload, attempts, error))
            {
                return true;
            }

            try
            {
                return Unsafe.AsRef(in routes).HandleOne(handler, in header, payload);
            }
#pragma warning disable CA1031 // whatever it is, the caller's policy decides
            catch (Exception failure)
#pragma warning restore CA1031
            {
                error = failure;
            }
        }
    }
}
