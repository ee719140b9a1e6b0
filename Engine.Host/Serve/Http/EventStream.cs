using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Http;

/// <summary>Writes server-sent events: a name and one line of JSON each.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly PipeWriter _output;
    private readonly ArrayBufferWriter<byte> _buffer = new(1_024);
    private readonly Utf8JsonWriter _json;

    private EventStream(PipeWriter output)
    {
        _output = output;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
    }

    public static async Task<EventStream> BeginAsync(HttpContext http, CancellationToken cancellationToken)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        var stream = new EventStream(http.Response.BodyWriter);
        await http.Response.StartAsync(cancellationToken).ConfigureAwait(false);
        await http.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        return stream;
    }

    public void Write<TState>(string name, TState state, Action<Utf8JsonWriter, TState> write)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        write(_json, state);
        _json.Flush();
        _output.Write("event: "u8);
        _output.Write(System.Text.Encoding.UTF8.GetBytes(name));
        _output.Write("\ndata: "u8);

        // Data of events may come with line breaks of its own between its parts, which would end the line.
        foreach (Range part in Lines(_buffer.WrittenSpan))
        {
            _output.Write(_buffer.WrittenSpan[part]);
        }

        _output.Write("\n\n"u8);
    }

    /// <summary>A comment, which tells both sides that the other is there.</summary>
    public void WriteSign() => _output.Write(": \n\n"u8);

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _output.FlushAsync(cancellationToken).ConfigureAwait(false);

    public void Dispose() => _json.Dispose();

    private static List<Range> Lines(ReadOnlySpan<byte> json)
    {
        List<Range> lines = [];
        int start = 0;
        while (true)
        {
            int end = json[start..].IndexOfAny((byte)'\n', (byte)'\r');
            lines.Add(end < 0 ? start..json.Length : start..(start + end));
            if (end < 0)
            {
                return lines;
            }

            start += end + 1;
        }
    }
}
