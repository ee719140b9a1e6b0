using System.Buffers.Binary;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// An event that is kept with its run, or as a dead letter: a view of its bytes, which lie beside those of others.
/// <code>
///  0  TimeMicros       8      12  IdLength    2      18  IsJson  1
///  8  WholeDataLength  4      14  DataLength  2      19  zero    1
///                             16  Type        2      20  id, data
/// </code>
/// </summary>
internal readonly ref struct KeptEvent
{
    private const int HeaderBytes = 20;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="bytes">Begins with the event; what follows may be anything.</param>
    /// <param name="number">Its number in its run or store, from 0.</param>
    public KeptEvent(ReadOnlySpan<byte> bytes, long number)
    {
        Number = number;
        _bytes = bytes[..(HeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]))];
    }

    public long Number { get; }

    /// <summary>All that is kept of it.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Microseconds since 1970, UTC.</summary>
    public long TimeMicros => BinaryPrimitives.ReadInt64LittleEndian(_bytes);

    /// <summary>Bytes of the data that came.</summary>
    public int WholeDataLength => BinaryPrimitives.ReadInt32LittleEndian(_bytes[8..]);

    /// <summary>The number of its type.</summary>
    public int Type => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[16..]);

    /// <summary>Whether the data can be written as JSON.</summary>
    public bool IsJson => _bytes[18] != 0;

    public ReadOnlySpan<byte> IdText => _bytes.Slice(HeaderBytes, BinaryPrimitives.ReadUInt16LittleEndian(_bytes[12..]));

    /// <summary>Empty where there was none, or more than is kept.</summary>
    public ReadOnlySpan<byte> Data => _bytes[^BinaryPrimitives.ReadUInt16LittleEndian(_bytes[14..])..];

    /// <summary>How many bytes an event takes when it is kept.</summary>
    public static int SizeOf(EventStage stage, in StagedEvent staged) => HeaderBytes + IdLengthOf(stage, in staged) + DataLengthOf(in staged);

    /// <summary>Writes an event as it is kept; returns how many bytes it took.</summary>
    public static int Write(Span<byte> into, EventStage stage, in StagedEvent staged, long nowMicros)
    {
        ReadOnlySpan<byte> id = stage.Bytes.AsSpan(staged.IdStart, staged.IdLength);
        ReadOnlySpan<byte> data = stage.Bytes.AsSpan(staged.DataStart, DataLengthOf(in staged));
        int idLength = IdLengthOf(stage, in staged);
        BinaryPrimitives.WriteInt64LittleEndian(into, staged.TimeMicros == StagedEvent.NoTime ? nowMicros : staged.TimeMicros);
        BinaryPrimitives.WriteInt32LittleEndian(into[8..], staged.DataLength);
        BinaryPrimitives.WriteUInt16LittleEndian(into[12..], (ushort)idLength);
        BinaryPrimitives.WriteUInt16LittleEndian(into[14..], (ushort)data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(into[16..], (ushort)staged.Type);
        into[18] = (byte)(!stage.IsBinary || IsJsonValue(data) ? 1 : 0);
        into[19] = 0;
        if (stage.IsBinary)
        {
            Convert.TryToHexStringLower(id, into[HeaderBytes..], out _);
        }
        else
        {
            id.CopyTo(into[HeaderBytes..]);
        }

        data.CopyTo(into[(HeaderBytes + idLength)..]);
        return HeaderBytes + idLength + data.Length;
    }

    private static int IdLengthOf(EventStage stage, in StagedEvent staged) => stage.IsBinary ? staged.IdLength * 2 : staged.IdLength;

    private static int DataLengthOf(in StagedEvent staged) => staged.DataLength > EventLimits.KeptDataBytes ? 0 : staged.DataLength;

    private static bool IsJsonValue(ReadOnlySpan<byte> data)
    {
        Span<byte> text = stackalloc byte[EventLimits.KeptDataBytes + 1];
        data.CopyTo(text);
        text[data.Length] = 0;
        return System.Text.Unicode.Utf8.IsValid(data) && JsonScan.SkipValue(text[..(data.Length + 1)], 0, EventLimits.Depth - 3) == data.Length;
    }
}
