using Engine.Host.Bench.History;
using Engine.Host.Serve.Http;

namespace Engine.Host.Serve.Page;

/// <summary>
/// The trend of a history as the page asks for it, read again only when the file has another length or time: a history may be of hundreds of megabytes.
/// Any thread.
/// </summary>
/// <param name="path">A file of `engine bench --history`; null: none.</param>
internal sealed class BenchTrendFile(string? path)
{
    private readonly Lock _gate = new();
    private (long Length, DateTime ChangedAt) _read;
    private byte[]? _json;

    /// <exception cref="Cli.UserError">The file cannot be read, or holds something else.</exception>
    public byte[] Read()
    {
        lock (_gate)
        {
            // Looked at before it is read: what is appended meanwhile shows the next time.
            var file = path is null ? null : new FileInfo(path);
            (long Length, DateTime ChangedAt) now = file is { Exists: true } ? (file.Length, file.LastWriteTimeUtc) : default;
            if (_json is null || now != _read)
            {
                // A file that cannot be read is tried again.
                _json = null;
                _json = JsonAnswer.ToBytes(path is null ? [] : BenchHistory.Read(path), BenchTrend.Write);
                _read = now;
            }

            return _json;
        }
    }
}
