using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A shard of a host with its threads and journal, from the opening to the end.</summary>
internal sealed class HostShard : IDisposable
{
    private readonly ShardThread _thread;
    private JournalThread? _journalThread;
    private SegmentJournal? _journal;

    private HostShard(int number, string? folder, WorkflowHostOptions options)
    {
        _thread = new ShardThread($"engine shard {number}");
        Shard = new Shard(number, new MemoryJournal(), isKept: folder is not null, options.TimeProvider, options.Shard, _thread.Wake);
    }

    public Shard Shard { get; }

    /// <summary>Makes a shard, and folds its journal in if it has one. Nothing runs yet.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="folder">Its journal's folder; null for none.</param>
    /// <param name="options">The host's.</param>
    /// <param name="workflows">Finds a workflow of the host by its name.</param>
    /// <exception cref="JournalException">The journal cannot be opened.</exception>
    public static HostShard Open(int number, string? folder, WorkflowHostOptions options, Func<string, HostedWorkflow?> workflows)
    {
        var opened = new HostShard(number, folder, options);
        opened.Shard.Tables.Workflows = workflows;
        if (folder is not null)
        {
            opened.OpenJournal(folder, options);
        }

        return opened;
    }

    /// <summary>Starts its threads.</summary>
    public void Start()
    {
        if (_journal is not null)
        {
            _journalThread!.Start(_journal.Writer);
        }

        _thread.Start(Shard);
    }

    /// <summary>Ends its threads, once what was appended has been written. Blocks as long as a tick and a write take.</summary>
    public void Stop()
    {
        _thread.Dispose();
        if (_journal is not null)
        {
            Shard.Close();
            _journalThread!.Dispose();
        }

        Shard.Settle(new HostStoppedException(Shard.IsKept));
        _journal?.Dispose();
    }

    /// <summary>Gives back what <see cref="Open"/> took: for a host that did not come to start it.</summary>
    public void Dispose() => _journal?.Dispose();

    private void OpenJournal(string folder, WorkflowHostOptions options)
    {
        // An opening's number has to differ from that of all others, also of other processes: no seed can promise that.
        UInt128 random = default;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref random)));
        _journalThread = new JournalThread($"engine journal {Shard.Number}", _thread.Wake, refusal => options.DiskRefused?.Invoke(Shard.Number, refusal));
        var reader = new Folding(Shard);
        _journal = SegmentJournal.Open(options.OpenDisk(folder), options.Journal, random, ref reader, out JournalEnd end, _journalThread.Wake);
        Shard.Attach(_journal);
        Shard.Recovered(end.Oldest);
    }

    private readonly struct Folding(Shard shard) : IRecordReader
    {
        public void Read(long position, ReadOnlySpan<byte> record) => shard.Fold(position, record);
    }
}
