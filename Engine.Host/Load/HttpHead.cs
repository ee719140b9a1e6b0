using System.Buffers.Text;
using System.Text;

namespace Engine.Host.Load;

/// <summary>What the head of an answer says.</summary>
/// <param name="Status">The status code.</param>
/// <param name="BodyLength">Bytes of the body; 0 where it comes in chunks.</param>
/// <param name="IsChunked">Whether it does.</param>
/// <param name="Closes">Whether the server closes the connection after it.</param>
internal readonly record struct HttpHead(int Status, int BodyLength, bool IsChunked, bool Closes)
{
    /// <summary>Reads the lines up to the empty one, each with its end. Allocates nothing.</summary>
    /// <exception cref="IOException">They are not the head of an answer in HTTP/1.1.</exception>
    public static HttpHead Read(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out int digits) || digits != 3)
        {
            throw NotAnAnswer();
        }

        int length = 0;
        bool isChunked = false, closes = false;
        for (ReadOnlySpan<byte> rest = head[(head.IndexOf("\r\n"u8) + 2)..]; !rest.IsEmpty; rest = rest[(rest.IndexOf("\r\n"u8) + 2)..])
        {
            ReadOnlySpan<byte> line = rest[..rest.IndexOf("\r\n"u8)];
            if (TryValue(line, "content-length"u8, out ReadOnlySpan<byte> value))
            {
                length = Utf8Parser.TryParse(value, out int given, out int used) && used == value.Length && given >= 0 ? given : throw NotAnAnswer();
            }
            else if (TryValue(line, "transfer-encoding"u8, out value))
            {
                isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8) ? true : throw NotAnAnswer();
            }
            else if (TryValue(line, "connection"u8, out value))
            {
                closes = Ascii.EqualsIgnoreCase(value, "close"u8);
            }
        }

        return new HttpHead(status, length, isChunked, closes);
    }

    public static IOException NotAnAnswer() => new("what came is not an answer in HTTP/1.1 with a length or in chunks");

    private static bool TryValue(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length <= name.Length || line[name.Length] != (byte)':' || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
        {
            return false;
        }

        value = line[(name.Length + 1)..].Trim((byte)' ');
        return true;
    }
}
