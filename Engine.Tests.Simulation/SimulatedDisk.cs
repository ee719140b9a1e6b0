using Engine.Internal;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>
/// A disk that keeps what it must and nothing else. Each sector that was written since its file was synced is, after a crash, in any state that it
/// has had since; of the changes to the folder since it was synced, any first part has happened. It fails, tears a write or crashes when told to.
/// </summary>
internal sealed class SimulatedDisk(int seed) : IDisk
{
    public const int SectorBytes = 512;

    private readonly Random _random = new(seed);
    private readonly List<Action<Dictionary<string, SimulatedFile>>> _unsyncedChanges = [];
    private Dictionary<string, SimulatedFile> _names = [];
    private Dictionary<string, SimulatedFile> _syncedNames = [];

    /// <summary>After how many operations it crashes, in the middle of the last one; none if negative.</summary>
    public int OperationsToCrash { get; set; } = -1;

    /// <summary>After how many operations one fails with an <see cref="IOException"/>, part of it done; none if negative.</summary>
    public int OperationsToFailure { get; set; } = -1;

    /// <summary>The bytes that all files together may have.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    public long OperationCount { get; private set; }

    public long SyncCount { get; private set; }

    public long TakenBytes => _names.Values.Sum(static file => file.Length);

    public IReadOnlyList<string> List() => [.. _names.Keys.OrderBy(_ => _random.Next())];

    public IDiskFile Create(string name)
    {
        Begin();
        if (_names.ContainsKey(name))
        {
            throw new IOException($"{name} exists.");
        }

        var file = new SimulatedFile(this);
        Change(names => names.Add(name, file));
        return new Handle(file);
    }

    public IDiskFile Open(string name, bool forWriting) => new Handle(_names.TryGetValue(name, out SimulatedFile? file) ? file : throw new FileNotFoundException(name));

    public void Rename(string name, string newName)
    {
        Begin();
        if (_names.ContainsKey(newName) || !_names.ContainsKey(name))
        {
            throw new IOException($"{name} cannot become {newName}.");
        }

        Change(names =>
        {
            // A change that comes back alone, without one before it, finds what is there.
            if (names.Remove(name, out SimulatedFile? file))
            {
                names[newName] = file;
            }
        });
    }

    public void Replace(string name, string replaced)
    {
        Begin();
        if (!_names.ContainsKey(replaced) || !_names.ContainsKey(name))
        {
            throw new IOException($"{name} cannot replace {replaced}.");
        }

        Change(names =>
        {
            if (names.Remove(name, out SimulatedFile? file))
            {
                names[replaced] = file;
            }
        });
    }

    public void Delete(string name)
    {
        Begin();
        if (!_names.ContainsKey(name))
        {
            throw new FileNotFoundException(name);
        }

        Change(names => names.Remove(name));
    }

    public void SyncFolder()
    {
        Begin();
        SyncCount++;
        _syncedNames = new Dictionary<string, SimulatedFile>(_names);
        _unsyncedChanges.Clear();
    }

    /// <summary>What a machine that starts after a crash finds.</summary>
    public void Restart()
    {
        int happened = _random.Next(_unsyncedChanges.Count + 1);
        foreach (Action<Dictionary<string, SimulatedFile>> change in _unsyncedChanges.Take(happened))
        {
            change(_syncedNames);
        }

        _names = new Dictionary<string, SimulatedFile>(_syncedNames);
        _unsyncedChanges.Clear();
        foreach (SimulatedFile file in _names.Values)
        {
            file.Forget(_random);
        }

        OperationsToCrash = -1;
        OperationsToFailure = -1;
    }

    /// <summary>Nothing goes wrong from here on.</summary>
    public void Mend()
    {
        OperationsToCrash = -1;
        OperationsToFailure = -1;
        CapacityBytes = long.MaxValue;
    }

    /// <summary>Turns a bit by chance. Returns where: turned once more, it is as before.</summary>
    public (string Name, long Offset, int Bit) FlipOne()
    {
        string[] names = [.. _names.Where(static pair => pair.Value.Length > 0).Select(static pair => pair.Key).Order(StringComparer.Ordinal)];
        string name = names[_random.Next(names.Length)];

        // Most of a segment is empty room: more often near its begin.
        long length = _names[name].Length;
        long offset = _random.Next(2) == 0 ? _random.NextInt64(length) : _random.NextInt64(Math.Min(length, 4096));
        int bit = _random.Next(8);
        Flip(name, offset, bit);
        return (name, offset, bit);
    }

    /// <summary>Turns a bit of what is on the disk.</summary>
    public void Flip(string name, long offset, int bit) => _names[name].Flip(offset, bit);

    public byte[] BytesOf(string name) => _names[name].ToArray();

    public void Lose(string name) => _names.Remove(name);

    private void Change(Action<Dictionary<string, SimulatedFile>> change)
    {
        change(_names);
        _unsyncedChanges.Add(change);
    }

    private void Begin()
    {
        OperationCount++;
        if (OperationsToCrash >= 0 && OperationsToCrash-- == 0)
        {
            throw new SimulatedCrash();
        }

        if (OperationsToFailure >= 0 && OperationsToFailure-- == 0)
        {
            throw new IOException("The simulated disk has failed.");
        }
    }

    private sealed class Handle(SimulatedFile file) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> bytes, long offset) => file.Read(bytes, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

        public void Sync() => file.Sync();

        public void Dispose()
        {
        }
    }

    private sealed class SimulatedFile(SimulatedDisk disk)
    {
        private readonly List<byte[]> _sectors = [];
        private readonly Dictionary<int, List<byte[]>> _earlier = [];
        private long _syncedLength;

        public long Length { get; private set; }

        public int Read(Span<byte> bytes, long offset)
        {
            int count = (int)Math.Clamp(Length - offset, 0, bytes.Length);
            for (int read = 0; read < count;)
            {
                int sector = (int)((offset + read) / SectorBytes), at = (int)((offset + read) % SectorBytes);
                int portion = Math.Min(SectorBytes - at, count - read);
                _sectors[sector].AsSpan(at, portion).CopyTo(bytes[read..]);
                read += portion;
            }

            return count;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (disk.TakenBytes + Math.Max(0, offset + bytes.Length - Length) > disk.CapacityBytes)
            {
                throw new IOException("No space left on the simulated disk.");
            }

            bool interrupted = true;
            try
            {
                disk.Begin();
                interrupted = false;
            }
            finally
            {
                // A write that is interrupted has written a first part.
                Put(interrupted ? bytes[..disk._random.Next(bytes.Length + 1)] : bytes, offset);
            }
        }

        public void Sync()
        {
            disk.Begin();
            disk.SyncCount++;
            _earlier.Clear();
            _syncedLength = Length;
        }

        public void Forget(Random random)
        {
            foreach ((int sector, List<byte[]> states) in _earlier)
            {
                int state = random.Next(states.Count + 1);
                if (state < states.Count)
                {
                    _sectors[sector] = states[state];
                }
            }

            _earlier.Clear();
            if (Length > _syncedLength && random.Next(2) == 0)
            {
                Length = _syncedLength + random.NextInt64(Length - _syncedLength + 1);
            }

            _syncedLength = Length;
        }

        public void Flip(long offset, int bit) => _sectors[(int)(offset / SectorBytes)][offset % SectorBytes] ^= (byte)(1 << bit);

        public byte[] ToArray()
        {
            byte[] bytes = new byte[Length];
            Read(bytes, 0);
            return bytes;
        }

        private void Put(ReadOnlySpan<byte> bytes, long offset)
        {
            for (int written = 0; written < bytes.Length;)
            {
                int sector = (int)((offset + written) / SectorBytes), at = (int)((offset + written) % SectorBytes);
                int portion = Math.Min(SectorBytes - at, bytes.Length - written);
                while (_sectors.Count <= sector)
                {
                    _sectors.Add(new byte[SectorBytes]);
                }

                if (!_earlier.TryGetValue(sector, out List<byte[]>? states))
                {
                    _earlier[sector] = states = [];
                }

                states.Add(_sectors[sector]);
                byte[] changed = [.. _sectors[sector]];
                bytes.Slice(written, portion).CopyTo(changed.AsSpan(at));
                _sectors[sector] = changed;
                written += portion;
            }

            Length = Math.Max(Length, offset + bytes.Length);
        }
    }
}
