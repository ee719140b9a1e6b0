using System.Buffers;
using System.Text.Json;

namespace Engine.Host.Journal;

/// <summary>Prints one JSON object per record, each on a line of its own.</summary>
internal sealed class RecordJson : IPlacedRecordReader, IDisposable
{
    private const int PortionBytes = 64 * 1024;

    private readonly Stream _output;
    private readonly RecordTrail _trail;
    private readonly int? _shard;
    private readonly ArrayBufferWriter<byte> _lines = new(PortionBytes);
    private readonly Utf8JsonWriter _json;

    public RecordJson(Stream output, RecordTrail trail, int? shard)
    {
        (_output, _trail, _shard) = (output, trail, shard);
        _json = new Utf8JsonWriter(_lines, new JsonWriterOptions { SkipValidation = true });
    }

    public void Read(RecordPlace place, ReadOnlySpan<byte> record)
    {
        RecordView view = _trail.Take(record);
        _json.WriteStartObject();
        if (_shard is not null)
        {
            _json.WriteNumber("shard", _shard.Value);
        }

        _json.WriteNumber("segment", place.Segment);
        _json.WriteNumber("offset", place.Offset);
        _json.WriteNumber("position", place.Position);
        _json.WriteString("kind", RecordWords.Of(view.Kind));
        _json.WriteNumber("bytes", view.Bytes);
        Write("run", view.Run.IsNone ? null : view.Run.ToString());
        Write("workflow", view.Workflow);
        Write("step", view.Step);
        Write("time", view.TimeMs is null ? null : RecordPrinter.Time(view.TimeMs));
        Write("due", view.DueMs is null ? null : RecordPrinter.Time(view.DueMs));
        Write("status", view.Status);
        Write("key", view.Key);
        Write("reason", view.Reason);
        Write("attempt", view.Attempt);
        if (view.Number is { } number)
        {
            _json.WriteNumber("number", number);
        }

        Write("steps", view.Steps);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _lines.Write("\n"u8);
        if (_lines.WrittenCount >= PortionBytes)
        {
            Flush();
        }
    }

    /// <summary>Passes on the lines that have been kept back.</summary>
    public void Flush()
    {
        _output.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    public void Dispose() => _json.Dispose();

    private void Write(string name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    private void Write(string name, int? value)
    {
        if (value is not null)
        {
            _json.WriteNumber(name, value.Value);
        }
    }
}
