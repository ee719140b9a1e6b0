namespace DurableCheckoutSample;

/// <summary>
/// The world outside: it keeps a file of what it has done, a line per deed, and survives each crash because it is not part of the
/// process's memory. A deed that it finds there already is not done again; that it was asked again is noted in a second file.
/// </summary>
public sealed class Shop : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _done = [];
    private readonly FileStream _deeds;
    private readonly FileStream _repeats;

    public Shop(string folder)
    {
        _deeds = Open(Path.Combine(folder, "deeds.txt"));
        _repeats = Open(Path.Combine(folder, "repeats.txt"));
        using var reader = new StreamReader(_deeds, leaveOpen: true);
        for (string? line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            // What a crash left unfinished has no key yet, and nobody was told of it.
            string[] words = line.Split(' ');
            if (words.Length == 4)
            {
                _done.Add(words[3], _done.Count + 1);
            }
        }
    }

    /// <summary>How many different deeds were done, by this process and those before it.</summary>
    public int Done => _done.Count;

    /// <summary>How many times a deed was asked for that had been done.</summary>
    public long Repeats => _repeats.Length / 2;

    /// <summary>Does something once per key. Takes 2 to 5 ms, as a call over a network would.</summary>
    /// <returns>The number of the deed, the same each time.</returns>
    public async ValueTask<long> DoAsync(string what, string key, int order)
    {
        await Task.Delay(2 + (order % 4));
        lock (_lock)
        {
            if (_done.TryGetValue(key, out long number))
            {
                _repeats.Write("+\n"u8);
                return number;
            }

            number = _done.Count + 1;
            _done.Add(key, number);
            _deeds.Write(System.Text.Encoding.ASCII.GetBytes($"{what} order {order} {key}\n"));
            return number;
        }
    }

    public void Dispose()
    {
        _deeds.Dispose();
        _repeats.Dispose();
    }

    // No buffer: what a write has returned from is the system's, and the process may be killed.
    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
}
