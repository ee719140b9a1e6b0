using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Http;

/// <summary>Writes answers in JSON: first into a buffer of the thread, so that their length is known, then to the connection.</summary>
internal static class JsonAnswer
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>The largest buffer that a thread keeps.</summary>
    private const int KeptBytes = 256 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        // What is answered is never part of a page; names of people stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static Task SendAsync<TState>(HttpContext http, int status, TState state, Action<Utf8JsonWriter, TState> write, string contentType = ContentType) =>
        SendAsync(http, status, ToFleetingBytes(state, write).Span, contentType);

    /// <summary>The same as bytes of their own.</summary>
    public static byte[] ToBytes<TState>(TState state, Action<Utf8JsonWriter, TState> write) => ToFleetingBytes(state, write).ToArray();

    /// <summary>The same as bytes that are there until the thread writes the next.</summary>
    public static ReadOnlyMemory<byte> ToFleetingBytes<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(4_096);
        buffer.ResetWrittenCount();
        Utf8JsonWriter writer = _writer ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        write(writer, state);
        writer.Flush();
        if (buffer.Capacity > KeptBytes)
        {
            _buffer = null;
            _writer = null;
        }

        return buffer.WrittenMemory;
    }

    public static Task SendAsync(HttpContext http, int status, ReadOnlySpan<byte> body, string contentType = ContentType)
    {
        HttpResponse response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);

        // Without the request's token, which the server makes for who asks: when the client goes, the flush ends by itself.
        ValueTask<System.IO.Pipelines.FlushResult> flushed = response.BodyWriter.FlushAsync(CancellationToken.None);
        return flushed.IsCompletedSuccessfully ? Task.CompletedTask : flushed.AsTask();
    }
}
