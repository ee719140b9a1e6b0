using Engine.Events;

namespace Engine.Host.Bench.Events;

/// <summary>Events of a benchmark as a hand-written loop has them: a column each for type, key and payload.</summary>
internal sealed class EventSource
{
    /// <summary>The bytes of a small event's record.</summary>
    public const int RecordBytes = EventHeader.SizeBytes + 16;

    private const int Types = 16;
    private const int Keys = 1_000;

    /// <summary>Mean length of a run of one type, where types come in runs.</summary>
    private const int RunLength = 100;

    private const ulong Seed = 20_260_101;

    public EventSource(int count, bool isClustered)
    {
        TypeColumn = new byte[count];
        KeyColumn = new long[count];
        PayloadColumn = new EventPayload[count];
        var random = new SeededRandom(Seed);
        int type = 0;
        for (int i = 0; i < count; i++)
        {
            type = !isClustered || random.Below(RunLength) == 0 ? random.Below(Types) : type;
            TypeColumn[i] = (byte)type;
            KeyColumn[i] = random.Below(Keys);
            PayloadColumn[i] = new EventPayload(random.Below(1_000_000), i);
        }
    }

    public byte[] TypeColumn { get; }

    public long[] KeyColumn { get; }

    public EventPayload[] PayloadColumn { get; }

    public int Count => TypeColumn.Length;

    /// <summary>Ready batches of so many events, small or wide ones.</summary>
    public EventBatch[] Batches(int length, bool isWide)
    {
        var batches = new List<EventBatch>();
        for (int start = 0; start < Count; start += length)
        {
            int end = Math.Min(Count, start + length);
            var batch = new EventBatch(end - start, (end - start) * (isWide ? 64 : 16));
            Append(batch, start, end, isWide);
            batches.Add(batch);
        }

        return [.. batches];
    }

    /// <summary>All events as records side by side, as they come over a wire.</summary>
    public byte[] Records()
    {
        byte[] records = new byte[Count * RecordBytes];
        using EventBatch all = Batches(Count, isWide: false)[0];
        all.WriteRecords(records);
        return records;
    }

    private void Append(EventBatch batch, int start, int end, bool isWide)
    {
        for (int i = start; i < end; i++)
        {
            if (isWide)
            {
                AppendWide(batch, TypeColumn[i], in PayloadColumn[i], KeyColumn[i], i, i);
            }
            else
            {
                AppendSmall(batch, TypeColumn[i], in PayloadColumn[i], KeyColumn[i], i, i);
            }
        }
    }

    private static void AppendSmall(EventBatch batch, int type, in EventPayload payload, long key, long sequence, long time)
    {
        switch (type)
        {
            case 0:
                batch.Append(new Small0(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 1:
                batch.Append(new Small1(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 2:
                batch.Append(new Small2(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 3:
                batch.Append(new Small3(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 4:
                batch.Append(new Small4(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 5:
                batch.Append(new Small5(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 6:
                batch.Append(new Small6(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 7:
                batch.Append(new Small7(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 8:
                batch.Append(new Small8(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 9:
                batch.Append(new Small9(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 10:
                batch.Append(new Small10(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 11:
                batch.Append(new Small11(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 12:
                batch.Append(new Small12(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 13:
                batch.Append(new Small13(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 14:
                batch.Append(new Small14(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 15:
                batch.Append(new Small15(payload.Value, payload.Extra), key, sequence, time);
                break;
        }
    }

    private static void AppendWide(EventBatch batch, int type, in EventPayload payload, long key, long sequence, long time)
    {
        switch (type)
        {
            case 0:
                batch.Append(new Wide0(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 1:
                batch.Append(new Wide1(payload.Value, payload.Extra, 0), key, sequence, time);
                break;
            case 2:
                batch.Append(new Wide2(payload.Value, payload.Extra, 0, 0), key, sequence, time);
                break;
            case 3:
                batch.Append(new Wide3(payload.Value, payload.Extra, 0, 0, 0), key, sequence, time);
                break;
            case 4:
                batch.Append(new Wide4(payload.Value, payload.Extra, 0, 0, 0, 0), key, sequence, time);
                break;
            case 5:
                batch.Append(new Wide5(payload.Value, payload.Extra, 0, 0, 0, 0, 0), key, sequence, time);
                break;
            case 6:
                batch.Append(new Wide6(payload.Value, payload.Extra, 0, 0, 0, 0, 0, 0), key, sequence, time);
                break;
            case 7:
                batch.Append(new Wide7(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 8:
                batch.Append(new Wide8(payload.Value, payload.Extra, 0), key, sequence, time);
                break;
            case 9:
                batch.Append(new Wide9(payload.Value, payload.Extra, 0, 0), key, sequence, time);
                break;
            case 10:
                batch.Append(new Wide10(payload.Value, payload.Extra, 0, 0, 0), key, sequence, time);
                break;
            case 11:
                batch.Append(new Wide11(payload.Value, payload.Extra, 0, 0, 0, 0), key, sequence, time);
                break;
            case 12:
                batch.Append(new Wide12(payload.Value, payload.Extra, 0, 0, 0, 0, 0), key, sequence, time);
                break;
            case 13:
                batch.Append(new Wide13(payload.Value, payload.Extra, 0, 0, 0, 0, 0, 0), key, sequence, time);
                break;
            case 14:
                batch.Append(new Wide14(payload.Value, payload.Extra), key, sequence, time);
                break;
            case 15:
                batch.Append(new Wide15(payload.Value, payload.Extra, 0), key, sequence, time);
                break;
        }
    }
}
