using Engine.Events;

namespace Engine.Tests.Events;

/// <summary>One event of a test, of any type.</summary>
internal readonly record struct ScriptEvent(int Kind, long Key, long Sequence, long Time, int Value);

/// <summary>Lists of events to fill batches with.</summary>
internal static class EventScript
{
    public const int Kinds = 7;

    /// <summary>As many events as there are kinds given; keys, sequences and values in small ranges, so that events come twice and filters pass about half.</summary>
    public static ScriptEvent[] Of(IEnumerable<byte> kinds, int seed)
    {
        var random = new Random(seed);
        return [.. kinds.Select((kind, i) => new ScriptEvent(kind % Kinds, random.Next(8), random.Next(40), random.Next(10), random.Next(-7, 250)))];
    }

    /// <summary>Kinds at random, or in runs.</summary>
    public static ScriptEvent[] Random(int length, int seed, bool isClustered)
    {
        var random = new Random(seed);
        byte kind = 0;
        return Of(Enumerable.Range(0, length).Select(_ => kind = isClustered && random.Next(50) > 0 ? kind : (byte)random.Next(Kinds)), seed);
    }

    public static void Append(EventBatch batch, IEnumerable<ScriptEvent> events)
    {
        foreach (ScriptEvent one in events)
        {
            Append(batch, in one);
        }
    }

    public static EventBatch BatchOf(params IEnumerable<ScriptEvent> events)
    {
        ScriptEvent[] all = [.. events];
        var batch = new EventBatch(Math.Max(1, all.Length), 8 + (all.Length * 72));
        Append(batch, all);
        return batch;
    }

    private static void Append(EventBatch batch, in ScriptEvent one)
    {
        int value = one.Value;
        switch (one.Kind)
        {
            case 0:
                batch.Append(new Placed(value, value), one.Key, one.Sequence, one.Time);
                break;
            case 1:
                batch.Append(new Shipped(value, (short)value, (byte)value), one.Key, one.Sequence, one.Time);
                break;
            case 2:
                batch.Append(new Paid(value), one.Key, one.Sequence, one.Time);
                break;
            case 3:
                batch.Append(new Bulky(value, 0, 0, 0, 0, 0, 0, 0, -value), one.Key, one.Sequence, one.Time);
                break;
            case 4:
                batch.Append(new Renamed((byte)value), one.Key, one.Sequence, one.Time);
                break;
            case 5:
                batch.Append(new Moved(one.Key, value, one.Sequence), one.Key, one.Sequence, one.Time);
                break;
            default:
                batch.Append(new Nobody(value), one.Key, one.Sequence, one.Time);
                break;
        }
    }
}
