using System.Buffers;
using System.Text.Json;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Reads a batch of events in JSON with the framework's reader: what is right and what is wrong is said here. <see cref="JsonEventScanner"/> reads the
/// plain ones faster.
/// </summary>
internal ref struct JsonEventReader
{
    private readonly EventStage _stage;
    private readonly bool _isLines;
    private Utf8JsonReader _reader;

    private JsonEventReader(EventStage stage, bool isLines)
    {
        _stage = stage;
        _isLines = isLines;
        stage.ReserveTexts();
        _reader = new Utf8JsonReader(stage.Body, new JsonReaderOptions { MaxDepth = EventLimits.Depth, AllowMultipleValues = isLines });
    }

    /// <summary>Reads the body of a stage.</summary>
    /// <param name="stage">The body, sealed; gets the events.</param>
    /// <param name="isLines">Event after event, as in NDJSON; otherwise an object with a list of events.</param>
    /// <exception cref="EventFormatException">It is not JSON, or of another shape.</exception>
    public static void Read(EventStage stage, bool isLines)
    {
        var reader = new JsonEventReader(stage, isLines);
        try
        {
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw reader.NotJson(exception);
        }
        catch (InvalidOperationException)
        {
            // The framework's reader says so of names that it compares and of strings that it copies.
            throw reader.Wrong("The body has half of a surrogate pair in an escape. Send whole characters.", stage.ReceivedCount);
        }
    }

    private void Read()
    {
        if (_isLines)
        {
            while (_reader.Read())
            {
                ReadEvent();
            }

            return;
        }

        Move();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong("The body must be an object: {\"events\": [...]}.");
        }

        bool hasEvents = false;
        while (Move() == JsonTokenType.PropertyName)
        {
            bool isEvents = _reader.ValueTextEquals("events"u8);
            if (isEvents && hasEvents)
            {
                throw Wrong("The body has 'events' twice. Put them into one list.");
            }

            Move();
            if (!isEvents)
            {
                _reader.Skip();
                continue;
            }

            hasEvents = true;
            if (_reader.TokenType != JsonTokenType.StartArray)
            {
                throw Wrong($"'events' is {Name(_reader.TokenType)}; it must be a list of events.");
            }

            while (Move() != JsonTokenType.EndArray)
            {
                ReadEvent();
            }
        }

        if (!hasEvents)
        {
            throw Wrong("The body has no 'events'. Send {\"events\": [...]}.");
        }

        // What stands behind the object is an error, too.
        _reader.Read();
    }

    private void ReadEvent()
    {
        long offset = _reader.TokenStartIndex;
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong($"Event {_stage.ReceivedCount} is {Name(_reader.TokenType)}; it must be an object with event_id, event_type and workflow_id.", _stage.ReceivedCount);
        }

        EventFields fields = EventFields.Empty;
        while (Move() == JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("event_id"u8))
            {
                ReadText("event_id", out fields.IdStart, out fields.IdLength);
            }
            else if (_reader.ValueTextEquals("event_type"u8))
            {
                ReadText("event_type", out fields.TypeStart, out fields.TypeLength);
            }
            else if (_reader.ValueTextEquals("workflow_id"u8))
            {
                ReadText("workflow_id", out fields.WorkflowStart, out fields.WorkflowLength);
            }
            else if (_reader.ValueTextEquals("timestamp"u8))
            {
                ReadTime(out fields.TimeMicros, out fields.IsTimeBad);
            }
            else
            {
                bool isData = _reader.ValueTextEquals("data"u8);
                Move();
                int start = (int)_reader.TokenStartIndex;
                bool isNull = _reader.TokenType == JsonTokenType.Null;
                _reader.Skip();
                if (isData)
                {
                    fields.DataStart = start;
                    fields.DataLength = isNull ? -1 : (int)_reader.BytesConsumed - start;
                }
            }
        }

        _stage.Add(in fields, offset);
    }

    private void ReadText(string field, out int start, out int length)
    {
        Move();
        start = 0;
        length = -1;
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (_reader.TokenType != JsonTokenType.String)
        {
            throw WrongField(field, "a string");
        }

        if (!_reader.ValueIsEscaped)
        {
            start = (int)_reader.TokenStartIndex + 1;
            length = _reader.ValueSpan.Length;
            return;
        }

        byte[] text = ArrayPool<byte>.Shared.Rent(_reader.ValueSpan.Length);
        try
        {
            length = _reader.CopyString(text);
            start = _stage.AppendText(text.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private void ReadTime(out long micros, out bool isBad)
    {
        Move();
        micros = StagedEvent.NoTime;
        isBad = false;
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null:
                return;
            case JsonTokenType.Number:
                isBad = !EventTimes.TryParseNumber(_reader.ValueSpan, out micros);
                return;
            case JsonTokenType.String:
                // No escape belongs into a time.
                isBad = !EventTimes.TryParseText(_reader.ValueSpan, out micros);
                return;
            default:
                throw WrongField("timestamp", "a string or a number");
        }
    }

    private JsonTokenType Move()
    {
        // The whole body is there: the reader throws where it ends too early.
        _reader.Read();
        return _reader.TokenType;
    }

    private readonly EventFormatException WrongField(string field, string wanted) =>
        Wrong($"{field} of event {_stage.ReceivedCount} is {Name(_reader.TokenType)}; it must be {wanted}.", _stage.ReceivedCount);

    private readonly EventFormatException Wrong(string message, int eventIndex = -1) => new(message, _reader.TokenStartIndex, eventIndex);

    private readonly EventFormatException NotJson(JsonException exception)
    {
        string message = exception.Message;
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        ReadOnlySpan<byte> body = _stage.Body;
        long offset = 0;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
        {
            offset += body[(int)offset..].IndexOf((byte)'\n') + 1;
        }

        offset = Math.Min(offset + (exception.BytePositionInLine ?? 0), body.Length);
        return new EventFormatException($"The body is not JSON: {(end < 0 ? message : message[..end])}", offset, _stage.ReceivedCount);
    }

    private static string Name(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a bool",
    };
}
