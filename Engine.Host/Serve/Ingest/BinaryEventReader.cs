using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Reads the compact form. All numbers are little-endian and stand side by side:
/// <code>
/// header     0  "EVT1"          4  events (u32)    8  types (u16)    10  workflows (u16)    12  bytes of data (u32)
/// names      types, then workflows: length (u16), UTF-8
/// records    32 bytes an event: id (16 bytes of the client's choice), time (i64, microseconds since 1970; the least number for none),
///            type (u16), workflow (u16; 65535 for none), bytes of its data (u32)
/// data       of all events, in their order: JSON, or anything else, which is shown in Base64
/// </code>
/// </summary>
internal static class BinaryEventReader
{
    public const int HeaderBytes = 16;
    public const int RecordBytes = 32;
    public const ushort NoWorkflow = ushort.MaxValue;

    public static ReadOnlySpan<byte> Magic => "EVT1"u8;

    /// <summary>Reads the body of a stage.</summary>
    /// <exception cref="EventFormatException">It is not of this form, cut off, or longer than it says.</exception>
    public static void Read(EventStage stage)
    {
        ReadOnlySpan<byte> body = stage.Body;
        if (body.Length < HeaderBytes || !body.StartsWith(Magic))
        {
            throw new EventFormatException("The body does not begin with the header EVT1 of 16 bytes. Send what docs/http.md describes, or JSON.", 0);
        }

        uint eventCount = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        int typeCount = BinaryPrimitives.ReadUInt16LittleEndian(body[8..]);
        int workflowCount = BinaryPrimitives.ReadUInt16LittleEndian(body[10..]);
        long dataBytes = BinaryPrimitives.ReadUInt32LittleEndian(body[12..]);
        if (eventCount > EventLimits.Events)
        {
            throw new EventFormatException($"The header says {eventCount} events; a batch has {EventLimits.Events} at most. Send it in parts.", 4);
        }

        Name[] names = ArrayPool<Name>.Shared.Rent(typeCount + workflowCount);
        try
        {
            int recordsStart = ReadNames(stage, typeCount, workflowCount, names);
            long end = recordsStart + (long)eventCount * RecordBytes + dataBytes;
            if (end != body.Length)
            {
                throw new EventFormatException(
                    $"The body has {body.Length} bytes; its header and names say {end}: {eventCount} records of {RecordBytes} bytes from byte {recordsStart} on, and {dataBytes} bytes of data.", Math.Min(end, body.Length));
            }

            ReadRecords(stage, (int)eventCount, recordsStart, names.AsSpan(0, typeCount), names.AsSpan(typeCount, workflowCount), (int)dataBytes);
        }
        finally
        {
            ArrayPool<Name>.Shared.Return(names);
        }
    }

    private static int ReadNames(EventStage stage, int typeCount, int workflowCount, Span<Name> names)
    {
        ReadOnlySpan<byte> body = stage.Body;
        int at = HeaderBytes;
        for (int index = 0; index < typeCount + workflowCount; index++)
        {
            bool isType = index < typeCount;
            int length = at + 2 <= body.Length ? BinaryPrimitives.ReadUInt16LittleEndian(body[at..]) : body.Length;
            int maxLength = isType ? EventLimits.TypeBytes : EventLimits.WorkflowBytes;
            if (length == 0 || length > maxLength || at + 2 + length > body.Length || !Utf8.IsValid(body.Slice(at + 2, length)))
            {
                throw new EventFormatException($"The name of {(isType ? $"type {index}" : $"workflow {index - typeCount}")} is empty, longer than {maxLength} bytes, cut off, or not UTF-8.", Math.Min(at, body.Length));
            }

            int start = at + 2;
            names[index] = new Name { Start = start, Length = length, Number = isType ? stage.TypeOf(body.Slice(start, length)) : stage.WorkflowOf(start, length) };
            at = start + length;
        }

        return at;
    }

    private static void ReadRecords(EventStage stage, int count, int start, ReadOnlySpan<Name> types, ReadOnlySpan<Name> workflows, int dataBytes)
    {
        ReadOnlySpan<byte> body = stage.Body;
        int dataAt = start + count * RecordBytes;
        int dataEnd = dataAt + dataBytes;
        Span<StagedEvent> events = stage.Take(count);
        for (int index = 0; index < events.Length; index++)
        {
            int at = start + index * RecordBytes;
            Record record = MemoryMarshal.Read<Record>(body.Slice(at, RecordBytes));
            if (!BitConverter.IsLittleEndian)
            {
                record = record.Reversed();
            }

            if (record.Type >= types.Length || (record.Workflow >= workflows.Length && record.Workflow != NoWorkflow))
            {
                throw new EventFormatException(
                    $"Event {index} names type {record.Type} and workflow {record.Workflow}; the batch has {types.Length} types and {workflows.Length} workflows. Use 65535 for no workflow.", at, index);
            }

            if (record.DataLength > EventLimits.DataBytes || record.DataLength > dataEnd - dataAt)
            {
                throw new EventFormatException($"Event {index} has {record.DataLength} bytes of data; {EventLimits.DataBytes} are allowed, and {dataEnd - dataAt} are left of what the header says.", at, index);
            }

            ref StagedEvent staged = ref events[index];
            staged.Id = stage.HashOf(record.First, record.Second);
            staged.TimeMicros = EventTimes.IsInRange(record.TimeMicros) ? record.TimeMicros : StagedEvent.NoTime;
            staged.Type = types[record.Type].Number;
            if (record.Workflow == NoWorkflow)
            {
                staged.Workflow = EventTargets.None;
                staged.WorkflowLength = 0;
            }
            else
            {
                ref readonly Name workflow = ref workflows[record.Workflow];
                staged.Workflow = workflow.Number;
                staged.WorkflowStart = workflow.Start;
                staged.WorkflowLength = (ushort)workflow.Length;
            }

            staged.IdStart = at;
            staged.IdLength = 16;
            staged.DataStart = dataAt;
            staged.DataLength = (int)record.DataLength;
            staged.Index = index;
            dataAt += (int)record.DataLength;
        }

        if (dataAt != dataEnd)
        {
            throw new EventFormatException($"The events have {dataEnd - dataAt} bytes of data less than the header says.", dataAt);
        }
    }

    private struct Name
    {
        public int Start;
        public int Length;
        public int Number;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Record
    {
        public ulong First;
        public ulong Second;
        public long TimeMicros;
        public ushort Type;
        public ushort Workflow;
        public uint DataLength;

        public readonly Record Reversed() => new()
        {
            First = BinaryPrimitives.ReverseEndianness(First),
            Second = BinaryPrimitives.ReverseEndianness(Second),
            TimeMicros = BinaryPrimitives.ReverseEndianness(TimeMicros),
            Type = BinaryPrimitives.ReverseEndianness(Type),
            Workflow = BinaryPrimitives.ReverseEndianness(Workflow),
            DataLength = BinaryPrimitives.ReverseEndianness(DataLength),
        };
    }
}
