using System.Buffers.Binary;
using System.Text;

namespace Engine.Tests.Host.Serve.Telemetry;

/// <summary>Reads a message of Protocol Buffers into its fields, knowing no schema.</summary>
internal sealed class ProtoFields
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> _fields = [];

    public ProtoFields(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            ulong tag = Varint(ref message);
            int field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(ref message), []));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(message), []));
                    message = message[8..];
                    break;
                case 2:
                    int length = (int)Varint(ref message);
                    _fields.Add((field, 0, message[..length].ToArray()));
                    message = message[length..];
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(message), []));
                    message = message[4..];
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7}.");
            }
        }
    }

    public IEnumerable<ProtoFields> Messages(int field) => _fields.Where(one => one.Field == field).Select(static one => new ProtoFields(one.Bytes));

    public ProtoFields Message(int field) => Messages(field).Single();

    public bool Has(int field) => _fields.Exists(one => one.Field == field);

    public byte[] Bytes(int field) => _fields.Single(one => one.Field == field).Bytes;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public ulong Number(int field) => _fields.Single(one => one.Field == field).Number;

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    public ulong[] Packed(int field) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(Bytes(field)).ToArray();

    /// <summary>Attributes as texts: `key=value`.</summary>
    public string Attributes(int field) => string.Join(',', Messages(field).Select(static pair =>
    {
        ProtoFields value = pair.Message(2);
        return $"{pair.Text(1)}={(value.Has(1) ? value.Text(1) : value.Has(2) ? $"{value.Number(2) != 0}" : value.Has(3) ? $"{(long)value.Number(3)}" : value.Has(4) ? $"{value.Double(4)}" : "")}";
    }));

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
