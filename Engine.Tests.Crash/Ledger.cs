using System.Globalization;
using System.Text;

namespace Engine.Tests.Crash;

/// <summary>
/// What the program has done to the world, line by line in a file: each line is one write, so it is there when the process is killed behind it. A
/// word, the number of a run, and what else there is to say.
/// </summary>
public sealed class Ledger : IDisposable
{
    private readonly FileStream? _file;
    private readonly Lock _gate = new();

    /// <param name="path">The file, which is appended to; null for a ledger that nobody reads.</param>
    public Ledger(string? path) =>
        _file = path is null ? null : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Write(string word, long run, long value = 0)
    {
        byte[] line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{word} {run} {value}\n"));
        lock (_gate)
        {
            _file?.Write(line);
        }
    }

    public void Dispose() => _file?.Dispose();
}
