namespace Engine.Host.Serve.Ingest;

/// <summary>An event that is kept with its run, or as a dead letter. Its arrays are reused by the next one in its place.</summary>
internal struct KeptEvent
{
    private byte[] _bytes;

    /// <summary>Its number in its run or store, from 0.</summary>
    public long Number;
    public long TimeMicros;
    public int Type;
    public EventId Id;

    public ReadOnlySpan<byte> IdText => _bytes.AsSpan(0, IdLength);

    public ReadOnlySpan<byte> Data => _bytes.AsSpan(IdLength, DataLength);

    public int IdLength { get; private set; }

    /// <summary>Bytes of the data that are kept; 0 where there was none, or more than is kept.</summary>
    public int DataLength { get; private set; }

    /// <summary>Bytes of the data that came.</summary>
    public int WholeDataLength { get; private set; }

    /// <summary>Whether the data can be written as JSON.</summary>
    public bool IsJson { get; private set; }

    public void Keep(EventStage stage, in StagedEvent staged, long number, long nowMicros)
    {
        Number = number;
        TimeMicros = staged.TimeMicros == StagedEvent.NoTime ? nowMicros : staged.TimeMicros;
        Type = staged.Type;
        Id = staged.Id;
        ReadOnlySpan<byte> id = stage.Bytes.AsSpan(staged.IdStart, staged.IdLength);
        ReadOnlySpan<byte> data = stage.Bytes.AsSpan(staged.DataStart, staged.DataLength);
        WholeDataLength = data.Length;
        if (data.Length > EventLimits.KeptDataBytes)
        {
            data = default;
        }

        IdLength = stage.IsBinary ? id.Length * 2 : id.Length;
        DataLength = data.Length;
        if (_bytes is null || _bytes.Length < IdLength + DataLength)
        {
            // Fewer sizes, fewer times that it grows.
            _bytes = new byte[(IdLength + DataLength + 127) & ~127];
        }

        if (stage.IsBinary)
        {
            Convert.TryToHexStringLower(id, _bytes, out _);
        }
        else
        {
            id.CopyTo(_bytes);
        }

        data.CopyTo(_bytes.AsSpan(IdLength));
        IsJson = !stage.IsBinary || IsJsonValue(data);
    }

    private static bool IsJsonValue(ReadOnlySpan<byte> data)
    {
        Span<byte> text = stackalloc byte[EventLimits.KeptDataBytes + 1];
        data.CopyTo(text);
        text[data.Length] = 0;
        return System.Text.Unicode.Utf8.IsValid(data) && JsonScan.SkipValue(text[..(data.Length + 1)], 0, EventLimits.Depth - 3) == data.Length;
    }
}
