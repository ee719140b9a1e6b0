using System.Globalization;
using System.Text;

namespace Engine.Host.Bench.Http;

/// <summary>What a client sends over and over, made before anything is measured, so that its time is that of sending and waiting.</summary>
internal sealed class RequestScript
{
    /// <summary>Digits of the number that each request gets.</summary>
    public const int StampLength = 8;

    /// <summary>Stands where the digits go.</summary>
    public const string StampDigits = "00000000";

    /// <summary>The requests, in turn.</summary>
    public required IReadOnlyList<ScriptedRequest> Requests { get; init; }

    /// <summary>What the body of each answer must have in it.</summary>
    public required byte[] Expected { get; init; }

    /// <summary>The status of each answer.</summary>
    public int ExpectedStatus { get; init; } = 200;

    public static RequestScript Get(IEnumerable<string> paths, ReadOnlySpan<byte> expected) => new()
    {
        Requests = [.. paths.Select(static path => new ScriptedRequest(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"), []))],
        Expected = expected.ToArray(),
    };

    /// <param name="paths">The requests have the same body.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="stampOffsets">Where in the body the digits go.</param>
    /// <param name="expected">What the body of each answer must have in it.</param>
    public static RequestScript Post(IReadOnlyList<string> paths, string contentType, byte[] body, int[] stampOffsets, ReadOnlySpan<byte> expected) => new()
    {
        Requests = [.. paths.Select(path =>
        {
            byte[] head = Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"));
            return new ScriptedRequest([.. head, .. body], [.. stampOffsets.Select(offset => head.Length + offset)]);
        })],
        Expected = expected.ToArray(),
    };

    /// <summary>Requests in which <see cref="StampDigits"/> stand wherever digits are to be written.</summary>
    public static RequestScript OfRequests(IEnumerable<byte[]> requests, int expectedStatus, ReadOnlySpan<byte> expected) => new()
    {
        Requests = [.. requests.Select(static request => new ScriptedRequest(request, StampOffsetsOf(request)))],
        Expected = expected.ToArray(),
        ExpectedStatus = expectedStatus,
    };

    /// <summary>The same requests to a server that does nothing.</summary>
    public RequestScript ToEmptyServer() => new()
    {
        Requests = [.. Requests.Select(static request =>
        {
            ReadOnlySpan<byte> bytes = request.Bytes, line = bytes[..bytes.IndexOf("\r\n"u8)];
            int method = line.IndexOf((byte)' ') + 1, version = line.LastIndexOf((byte)' ');
            byte[] moved = [.. bytes[..method], .. Encoding.ASCII.GetBytes(EmptyServer.Path), .. bytes[version..]];
            int by = moved.Length - bytes.Length;
            return new ScriptedRequest(moved, [.. request.StampOffsets.Select(offset => offset + by)]);
        })],
        Expected = EmptyServer.Answer.ToArray(),
    };

    private static int[] StampOffsetsOf(ReadOnlySpan<byte> request)
    {
        byte[] digits = Encoding.ASCII.GetBytes(StampDigits);
        List<int> offsets = [];
        for (int at = 0, next; (next = request[at..].IndexOf(digits)) >= 0; at += next + digits.Length)
        {
            offsets.Add(at + next);
        }

        return [.. offsets];
    }
}
