using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A shard with one <see cref="LineWorkflow"/> that a test ticks by hand, on a journal of its own.</summary>
internal sealed class LineShard
{
    public LineShard(LineWorkflow workflow, IJournal journal, TimeProvider clock, ShardOptions? options = null)
    {
        Shard = new Shard(1, journal, isKept: true, clock, options ?? new ShardOptions());
        Table = new RunTable<LineDefinition, LineState, long, long>(Shard, 0, new LineDefinition(workflow));
        Shard.Tables.Add(Table);
    }

    public Shard Shard { get; }

    public RunTable<LineDefinition, LineState, long, long> Table { get; }

    /// <summary>Takes in what a journal has.</summary>
    public void Fold(IEnumerable<(long Position, byte[] Record)> records)
    {
        foreach ((long position, byte[] record) in records)
        {
            Shard.Fold(position, record);
        }

        Assert.Empty(Shard.Held);
    }

    public int Start(long input, string? key) => Table.Start(Shard.NextId(), key, in input, Shard.NowMs);

    public bool Has(string key) => Table.TryFind(key, out _);

    public string History(string key) => RunDescription.History(Shard, SlotOf(key)).ToString();

    /// <summary>A run as a whole, in place of its records.</summary>
    public byte[] Image(string key)
    {
        var buffer = new RecordBuffer();
        var cursor = default(ImageCursor);
        Assert.True(Table.WriteImage(SlotOf(key), buffer, ref cursor));
        return buffer.Written.ToArray();
    }

    private int SlotOf(string key) => Table.TryFind(key, out int slot) ? slot : throw new InvalidOperationException($"There is no run '{key}'.");
}
