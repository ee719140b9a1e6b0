using System.Globalization;
using System.Text;

namespace Engine.Host.Bench.Http;

/// <summary>What a client sends over and over, made before anything is measured, so that its time is that of sending and waiting.</summary>
internal sealed class RequestScript
{
    /// <summary>Digits of the number that each request gets.</summary>
    public const int StampLength = 8;

    /// <summary>The requests, in turn.</summary>
    public required IReadOnlyList<byte[]> Requests { get; init; }

    /// <summary>What the body of each answer must have in it.</summary>
    public required byte[] Expected { get; init; }

    /// <summary>Where in each request <see cref="StampLength"/> digits are to be written that no other request has.</summary>
    public int[] StampOffsets { get; init; } = [];

    public static RequestScript Get(IEnumerable<string> paths, ReadOnlySpan<byte> expected) => new()
    {
        Requests = [.. paths.Select(static path => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))],
        Expected = expected.ToArray(),
    };

    /// <param name="paths">The requests have the same body.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="stampOffsets">Where in the body the digits go.</param>
    /// <param name="expected">What the body of each answer must have in it.</param>
    public static RequestScript Post(IReadOnlyList<string> paths, string contentType, byte[] body, int[] stampOffsets, ReadOnlySpan<byte> expected)
    {
        byte[][] heads = [.. paths.Select(path => Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n")))];
        if (stampOffsets.Length > 0 && heads.Length != 1)
        {
            throw new ArgumentException("Digits stand at the same place in all requests, so there can be one path only.", nameof(paths));
        }

        return new RequestScript
        {
            Requests = [.. heads.Select(head => (byte[])[.. head, .. body])],
            Expected = expected.ToArray(),
            StampOffsets = [.. stampOffsets.Select(offset => heads[0].Length + offset)],
        };
    }

    /// <summary>The same requests to a server that does nothing.</summary>
    public RequestScript ToEmptyServer()
    {
        byte[][] requests = [.. Requests.Select(static request =>
        {
            ReadOnlySpan<byte> line = request.AsSpan(0, request.AsSpan().IndexOf("\r\n"u8));
            int method = line.IndexOf((byte)' ') + 1, version = line.LastIndexOf((byte)' ');
            return (byte[])[.. request.AsSpan(0, method), .. Encoding.ASCII.GetBytes(EmptyServer.Path), .. request.AsSpan(version)];
        })];
        int moved = requests[0].Length - Requests[0].Length;
        return new RequestScript { Requests = requests, Expected = EmptyServer.Answer.ToArray(), StampOffsets = [.. StampOffsets.Select(offset => offset + moved)] };
    }
}
