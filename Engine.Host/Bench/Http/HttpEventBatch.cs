using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Engine.Host.Load;
using Engine.Host.Serve.Ingest;

namespace Engine.Host.Bench.Http;

/// <summary>
/// The body of a batch of events in one of the three forms, the same events in each: an id of 16 characters, six types, workflows in turn, 50 bytes of data.
/// The first half of each id is left for a number that makes all ids of a batch new.
/// </summary>
internal sealed class HttpEventBatch
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly List<int> _stampOffsets = [];

    private HttpEventBatch(string contentType) => ContentType = contentType;

    public string ContentType { get; }

    public byte[] Body => _body.WrittenSpan.ToArray();

    /// <summary>Where in the body <see cref="RequestScript.StampLength"/> digits are to be written.</summary>
    public int[] StampOffsets => [.. _stampOffsets];

    public static HttpEventBatch Create(EventFormat format, int events, IReadOnlyList<string> workflows)
    {
        switch (format)
        {
            case EventFormat.Json:
                var json = new HttpEventBatch("application/json");
                json.Write("{\"events\":[");
                json.WriteObjects(events, workflows, ",");
                json.Write("]}");
                return json;
            case EventFormat.Lines:
                var lines = new HttpEventBatch("application/x-ndjson");
                lines.WriteObjects(events, workflows, "\n");
                return lines;
            default:
                var binary = new HttpEventBatch("application/vnd.engine.events");
                binary.WriteRecords(events, workflows);
                return binary;
        }
    }

    private void WriteObjects(int events, IReadOnlyList<string> workflows, string separator)
    {
        for (int index = 0; index < events; index++)
        {
            Write(index == 0 ? "{\"event_id\":\"" : separator + "{\"event_id\":\"");
            WriteId(index);
            Write($"\",\"event_type\":\"{TypeOf(index)}\",\"workflow_id\":\"{workflows[index % workflows.Count]}\",\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"data\":{Data(index)}}}");
        }
    }

    private void WriteRecords(int events, IReadOnlyList<string> workflows)
    {
        IReadOnlyList<string> types = LoadRequests.EventTypes;
        Span<byte> header = _body.GetSpan(BinaryEventReader.HeaderBytes);
        BinaryEventReader.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)events);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], (ushort)types.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], (ushort)workflows.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)Enumerable.Range(0, events).Sum(static index => Data(index).Length));
        _body.Advance(BinaryEventReader.HeaderBytes);
        foreach (string name in types.Concat(workflows))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_body.GetSpan(2), (ushort)name.Length);
            _body.Advance(2);
            Write(name);
        }

        for (int index = 0; index < events; index++)
        {
            WriteId(index);
            Span<byte> rest = _body.GetSpan(BinaryEventReader.RecordBytes - 16);
            BinaryPrimitives.WriteInt64LittleEndian(rest, 1_767_323_045_678_000);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[8..], (ushort)(index % types.Count));
            BinaryPrimitives.WriteUInt16LittleEndian(rest[10..], (ushort)(index % workflows.Count));
            BinaryPrimitives.WriteUInt32LittleEndian(rest[12..], (uint)Data(index).Length);
            _body.Advance(BinaryEventReader.RecordBytes - 16);
        }

        for (int index = 0; index < events; index++)
        {
            Write(Data(index));
        }
    }

    private void WriteId(int index)
    {
        _stampOffsets.Add(_body.WrittenCount);
        Write(string.Create(CultureInfo.InvariantCulture, $"{RequestScript.StampDigits}{index:x8}"));
    }

    private void Write(string ascii) => Encoding.ASCII.GetBytes(ascii, _body);

    private static string TypeOf(int index) => LoadRequests.EventTypes[index % LoadRequests.EventTypes.Count];

    private static string Data(int index) => string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{index},\"payload\":\"0123456789abcdef0123456789abcdef\"}}");
}
