using System.Globalization;
using System.Text;
using Engine.Host.Render;

namespace Engine.Host.Journal;

/// <summary>
/// Prints a line per record: where it stands (shard/segment:byte), what it is, run, workflow, step, bytes, time, and what else it says. A dash stands for what
/// a record does not have.
/// </summary>
internal sealed class RecordPrinter(TextWriter output, RecordTrail trail, int? shard) : IPlacedRecordReader
{
    private readonly StringBuilder _rest = new();

    public void Read(RecordPlace place, ReadOnlySpan<byte> record)
    {
        RecordView view = trail.Take(record);
        string at = shard is null
            ? string.Create(CultureInfo.InvariantCulture, $"{place.Segment}:{place.Offset}")
            : string.Create(CultureInfo.InvariantCulture, $"{shard}/{place.Segment}:{place.Offset}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{at,-14} {RecordWords.Of(view.Kind),-18} {(view.Run.IsNone ? "-" : view.Run.ToString()),-4} {Name(view.Workflow)} {Name(view.Step)} {view.Bytes} B {Time(view.TimeMs)}{Tail(view)}"));
    }

    /// <summary>A time in milliseconds since 1970 as ISO 8601; the number where no calendar has it.</summary>
    public static string Time(long? timeMs) => timeMs is not { } ms ? "-"
        : ms is >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : ms.ToString(CultureInfo.InvariantCulture);

    private static string Name(string? name) => name is null ? "-" : DisplayText.Clean(name, 200);

    private string Tail(in RecordView view)
    {
        _rest.Clear();
        Append(view.Number is null ? null : string.Create(CultureInfo.InvariantCulture, $"number {view.Number}"));
        Append(view.Steps is null ? null : string.Create(CultureInfo.InvariantCulture, $"{view.Steps} steps"));
        Append(view.Attempt is null ? null : string.Create(CultureInfo.InvariantCulture, $"attempt {view.Attempt}"));
        Append(view.DueMs is null ? null : $"due {Time(view.DueMs)}");
        Append(view.Status);
        Append(view.Key is null ? null : $"key '{view.Key}'");
        Append(view.Reason);
        return _rest.Length == 0 ? "" : " " + DisplayText.Clean(_rest.ToString(), 1000);
    }

    private void Append(string? part)
    {
        if (part is not null)
        {
            _rest.Append(_rest.Length == 0 ? "" : ", ").Append(part);
        }
    }
}
