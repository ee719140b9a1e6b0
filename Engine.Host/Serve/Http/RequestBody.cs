using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Engine.Host.Serve.Http;

/// <summary>Reads bodies up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>Sets the most bytes that the body of a request may have; the server refuses more as it comes.</summary>
    public static void Limit(HttpContext http, long maxBytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = maxBytes;
        }

        if (http.Request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }
    }

    /// <summary>The whole body, in rented memory: dispose of it when it has been read.</summary>
    public static async ValueTask<RentedBytes> ReadAsync(HttpContext http, int maxBytes)
    {
        Limit(http, maxBytes);
        PipeReader reader = http.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(http.RequestAborted).ConfigureAwait(false);
            if (result.Buffer.Length > maxBytes)
            {
                throw TooLarge(maxBytes);
            }

            if (result.IsCompleted)
            {
                var bytes = RentedBytes.CopyOf(result.Buffer);
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Whether the body is of a content type, whatever its parameters.</summary>
    public static bool IsOf(string? contentType, ReadOnlySpan<char> wanted)
    {
        ReadOnlySpan<char> type = contentType;
        int end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals(wanted, StringComparison.OrdinalIgnoreCase);
    }

    public static ServeException TooLarge(long maxBytes) => new(413, $"The body is larger than {maxBytes} bytes, the limit of this address. Send less at a time.");
}
