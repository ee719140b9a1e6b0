using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Puts together what was written of held runs in parts. One that lacks its last part is nothing: what it was copied from is still there.</summary>
internal sealed class RunCopies
{
    /// <summary>What a part takes beside the bytes that it has of the run.</summary>
    public const int HeadBytes = 32;

    private readonly Dictionary<ulong, (long Position, RecordBuffer Records)> _parts = [];

    /// <summary>Writes a record behind its length.</summary>
    public static void Write(RecordBuffer buffer, ReadOnlySpan<byte> record)
    {
        buffer.WriteCount(record.Length);
        buffer.WriteBytes(record);
    }

    /// <summary>Writes a part: the bytes from a place on, as many as fit. Returns how many.</summary>
    public static int Write(RecordBuffer buffer, ulong id, ReadOnlySpan<byte> records, int from, int mostBytes)
    {
        int count = Math.Min(records.Length - from, mostBytes - HeadBytes);
        buffer.WriteUnmanaged(RecordKind.RunCopied);
        buffer.WriteUnmanaged(id);
        buffer.WriteUnmanaged(from == 0);
        buffer.WriteUnmanaged(from + count == records.Length);
        buffer.WriteBytes(records.Slice(from, count));
        return count;
    }

    /// <summary>Takes in a part behind its number. True: it was the last.</summary>
    /// <param name="id">The run.</param>
    /// <param name="position">The position behind the part.</param>
    /// <param name="reader">At the rest of the part.</param>
    /// <param name="first">The position behind the first part.</param>
    /// <param name="records">Each record behind its length.</param>
    public bool Take(ulong id, long position, ref RecordReader reader, out long first, out RecordReader records)
    {
        first = 0;
        records = default;
        bool isFirst = reader.ReadUnmanaged<bool>(), isLast = reader.ReadUnmanaged<bool>();
        if (isFirst)
        {
            _parts[id] = (position, new RecordBuffer());
        }

        if (!_parts.TryGetValue(id, out (long Position, RecordBuffer Records) part))
        {
            // It was dismissed, and the journal has let its beginning go.
            return false;
        }

        part.Records.WriteBytes(reader.Rest);
        if (!isLast)
        {
            return false;
        }

        _parts.Remove(id);
        first = part.Position;
        records = new RecordReader(part.Records.Written);
        return true;
    }

    public void Clear() => _parts.Clear();
}
