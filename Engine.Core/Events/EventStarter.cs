using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>Starts a run of a workflow per event of a batch. Generated code calls it; see <see cref="StartsOnAttribute{TEvent}"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EventStarter
{
    /// <summary>How many runs of one call wait at a time where the caller does not say.</summary>
    public const int DefaultMaxRuns = 64;

    /// <summary>The most that a caller may say.</summary>
    public const int MaxRunsLimit = 1 << 16;

    /// <summary>How many events of a batch start a run. O(events + types), no allocation.</summary>
    /// <exception cref="InvalidOperationException">An event has another length than its type here.</exception>
    public static int Count<TStarts, TIn>(EventBatch batch)
        where TStarts : struct, IEventStarts<TIn>
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> marks = stackalloc byte[EventSlots.MaxCount + 1], types = stackalloc byte[EventSlots.MaxCount + 1];
        Mark<TStarts, TIn>(batch.Slots, marks, types);
        int count = 0;
        foreach (byte slot in batch.Types)
        {
            count += marks[slot];
        }

        return count;
    }

    /// <summary>
    /// The inputs of all runs that a batch starts; a copy, but where all of its events are one type of whole words that is the input itself. O(events +
    /// types); no allocation once the pool has the memory.
    /// </summary>
    /// <param name="batch">The events; held until the result is disposed.</param>
    /// <param name="events">Empty, or at least as long as there are runs: gets for each the position of its event.</param>
    /// <exception cref="ArgumentException">There are more runs than positions can be written.</exception>
    /// <exception cref="InvalidOperationException">The batch is being dispatched, or an event has another length than its type here.</exception>
    public static EventInputs<TIn> Gather<TStarts, TIn>(EventBatch batch, Span<int> events)
        where TStarts : struct, IEventStarts<TIn>
    {
        ArgumentNullException.ThrowIfNull(batch);
        EventPartition hold = EventPartition.Hold(batch);
        try
        {
            if (TStarts.IsInput && TryView<TStarts, TIn>(batch, out ReadOnlySpan<TIn> view))
            {
                CheckPositions(events, view.Length);
                for (int i = 0; !events.IsEmpty && i < view.Length; i++)
                {
                    events[i] = i;
                }

                return new EventInputs<TIn>(hold, null, view);
            }

            TIn[] inputs = Copy<TStarts, TIn>(batch, events, out int count);
            return new EventInputs<TIn>(hold, inputs, inputs.AsSpan(0, count));
        }
        catch
        {
            hold.Close();
            throw;
        }
    }

    /// <summary>
    /// Starts a run per event, no more than so many at a time, in the order in which the events arrived. The batch may be used again as soon as this
    /// returns; outputs, statuses and positions when the task has ended. What a run throws is in the result, as for a batch.
    /// </summary>
    /// <exception cref="ArgumentException">Outputs, statuses or positions are for fewer runs than there are. Nothing has run then.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of runs at a time is not 1 to <see cref="MaxRunsLimit"/>.</exception>
    /// <exception cref="InvalidOperationException">The batch is being dispatched, or an event has another length than its type here.</exception>
    public static ValueTask<BatchResult> RunAsync<TStarts, TWorkflow, TIn, TOut>(
        TWorkflow workflow,
        EventBatch batch,
        Memory<TOut> outputs,
        Memory<RunStatus> statuses,
        Memory<int> events,
        int maxRuns,
        RunOptions options,
        CancellationToken cancellationToken)
        where TStarts : struct, IAsyncEventStarts<TWorkflow, TIn, TOut>
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRuns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRuns, MaxRunsLimit);
        batch.CheckFree();
        int wanted = Count<TStarts, TIn>(batch);
        if (outputs.Length < wanted)
        {
            ThrowEvents.TooFewPlaces(nameof(outputs), outputs.Length, wanted);
        }

        if (!statuses.IsEmpty && statuses.Length < wanted)
        {
            ThrowEvents.TooFewPlaces(nameof(statuses), statuses.Length, wanted);
        }

        TIn[] inputs = Copy<TStarts, TIn>(batch, events.Span, out int count);
        return new EventRuns<TStarts, TWorkflow, TIn, TOut>(workflow, inputs, count, outputs, statuses, options, cancellationToken).RunAsync(maxRuns);
    }

    /// <summary>The payloads themselves, where nothing else lies between them.</summary>
    private static bool TryView<TStarts, TIn>(EventBatch batch, out ReadOnlySpan<TIn> inputs)
        where TStarts : struct, IEventStarts<TIn>
    {
        inputs = default;
        int slot = batch.Slots.Find(TStarts.TypeIdOf(0));
        ReadOnlySpan<byte> types = batch.Types;
        if (slot < 0 || Unsafe.SizeOf<TIn>() == 0 || Unsafe.SizeOf<TIn>() % sizeof(ulong) != 0
            || batch.Slots[slot].PayloadBytes != Unsafe.SizeOf<TIn>() || types.ContainsAnyExcept((byte)slot))
        {
            return false;
        }

        // SAFETY: the input is the event, an unmanaged struct (IsInput); all events are of its type, and each takes its size in whole words.
        inputs = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<ulong, TIn>(ref batch.PayloadWords[0]), types.Length);
        return true;
    }

    private static TIn[] Copy<TStarts, TIn>(EventBatch batch, Span<int> events, out int count)
        where TStarts : struct, IEventStarts<TIn>
    {
        Span<byte> marks = stackalloc byte[EventSlots.MaxCount + 1], types = stackalloc byte[EventSlots.MaxCount + 1];
        Mark<TStarts, TIn>(batch.Slots, marks, types);
        int[] positions = ArrayPool<int>.Shared.Rent(batch.Count);
        TIn[]? inputs = null;
        try
        {
            count = EventScatter.Marked(batch.Types, marks, positions);
            CheckPositions(events, count);
            inputs = ArrayPool<TIn>.Shared.Rent(count);
            ReadOnlySpan<int> starts = positions.AsSpan(0, count);
            if (!events.IsEmpty)
            {
                starts.CopyTo(events);
            }

            for (int i = 0; i < starts.Length; i++)
            {
                int index = starts[i];
                inputs[i] = TStarts.InputOf(types[batch.Types[index]], batch.HeaderOf(index), batch.PayloadOf(index));
            }

            return inputs;
        }
        catch when (inputs is not null)
        {
            ArrayPool<TIn>.Shared.Return(inputs, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<TIn>());
            throw;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(positions);
        }
    }

    /// <summary>Which slots of a batch start runs: 1, others 0; and as which of the types.</summary>
    private static void Mark<TStarts, TIn>(EventSlots slots, Span<byte> marks, Span<byte> types)
        where TStarts : struct, IEventStarts<TIn>
    {
        marks.Clear();
        for (int type = 0; type < TStarts.TypeCount; type++)
        {
            int slot = slots.Find(TStarts.TypeIdOf(type));
            if (slot < 0)
            {
                continue;
            }

            if (slots[slot].PayloadBytes != TStarts.PayloadBytesOf(type))
            {
                ThrowEvents.LengthOfStart(slots[slot].Title, TStarts.PayloadBytesOf(type), slots[slot].PayloadBytes);
            }

            marks[slot] = 1;
            types[slot] = (byte)type;
        }
    }

    private static void CheckPositions(Span<int> events, int count)
    {
        if (!events.IsEmpty && events.Length < count)
        {
            ThrowEvents.TooFewPlaces(nameof(events), events.Length, count);
        }
    }
}
