using System.Buffers;

namespace Engine.Host.Load;

/// <summary>Takes server-sent events out of the bytes of a stream, however they were cut. Of their fields it knows name and data, one line each.</summary>
/// <param name="onEvent">Gets the name and the data of each event.</param>
internal sealed class ServerEvents(Action<string, ReadOnlyMemory<byte>> onEvent)
{
    private const int MaxLineBytes = 1 << 20;

    private readonly ArrayBufferWriter<byte> _line = new();
    private string _name = "";
    private byte[] _data = [];

    /// <exception cref="IOException">A line is too long to be one of these.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        for (int end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            _line.Write(bytes[..end]);
            bytes = bytes[(end + 1)..];
            TakeLine(_line.WrittenSpan);
            _line.ResetWrittenCount();
        }

        if (_line.WrittenCount + bytes.Length > MaxLineBytes)
        {
            throw new IOException($"a line of more than {MaxLineBytes} bytes in a stream of events");
        }

        _line.Write(bytes);
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> name = "event: "u8, data = "data: "u8;
        if (line.StartsWith(name))
        {
            _name = System.Text.Encoding.UTF8.GetString(line[name.Length..]);
        }
        else if (line.StartsWith(data))
        {
            _data = line[data.Length..].ToArray();
        }
        else if (line.IsEmpty && _name.Length > 0)
        {
            onEvent(_name, _data);
            (_name, _data) = ("", []);
        }
    }
}
