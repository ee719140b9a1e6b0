using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>What goes wrong.</summary>
internal sealed partial class ShardSimulation
{
    /// <summary>Two synced writes vouch for what lies before it: damage there may never pass for the end of an interrupted write.</summary>
    private long _vouchedFor;

    private void Write()
    {
        long durable = _journal!.Durable;
        WriteOutcome outcome = _journal.Writer.WriteNext();
        Counts.FullWrites += outcome == WriteOutcome.NoRoom ? 1 : 0;
        if (_journal.Durable > durable)
        {
            _vouchedFor = durable;
        }
    }

    /// <summary>The disk becomes full for a while, or one of its next operations fails.</summary>
    private void DisturbDisk()
    {
        if (_settings.CrashEvery == 0)
        {
            return;
        }

        switch (_random.Next(160))
        {
            case < 3:
                // Long enough to come to the end of a segment.
                Disk.CapacityBytes = Disk.TakenBytes + _random.Next(_journalOptions.SegmentBytes);
                break;
            case 3:
                Disk.CapacityBytes = long.MaxValue;
                break;
            case < 8:
                Disk.OperationsToFailure = _random.Next(10);
                break;
        }
    }

    /// <summary>A write or sync has failed: the shard tells whoever waits, acknowledges nothing more, and the process ends.</summary>
    private void EndFailed()
    {
        Counts.Failures++;
        int answered = _requests.Count(static request => request.IsAnswered), ended = Ended();
        Assert.False(_shard!.Tick());
        Assert.Equal(answered, _requests.Count(static request => request.IsAnswered));
        Assert.Equal(ended, Ended());
        Assert.All(_requests, static request => Assert.True(request.IsAnswered || request.Refusal is not null, "A request waits for a shard that has failed."));
        Crash();

        int Ended() => _shard!.Slabs.Sum(static slab => slab?.Infos.Count(static info => info.Phase == RunPhase.Ended) ?? 0);
    }

    private void Crash()
    {
        Count();
        _journal?.Dispose();
        _journal = null;
        _shard = null;
        Bodies.Crash();
        Disk.Restart();
        _requests.Clear();
        _awaited.Clear();
        _refused.Clear();
        if (_random.Next(4) == 0)
        {
            FlipAndScan();
        }
    }

    private void Count()
    {
        Counts.Images += _shard?.ImageCount ?? 0;
        Counts.SegmentsReleased = Math.Max(Counts.SegmentsReleased, (_journal?.Writer.FirstSegment ?? 1) - 1);
    }

    /// <summary>Turns a bit somewhere, reads the journal, and turns it back.</summary>
    private void FlipAndScan()
    {
        if (JournalIdentity.Read(Disk) is not { } identity)
        {
            return;
        }

        List<(long Position, byte[] Record)> whole = Scan(in identity);
        (string name, long offset, int bit) = Disk.FlipOne();
        try
        {
            List<(long Position, byte[] Record)> found = Scan(JournalIdentity.Read(Disk)!.Value);
            Assert.True(
                found.Count <= whole.Count && found.Zip(whole).All(static pair => pair.First.Position == pair.Second.Position && pair.First.Record.AsSpan().SequenceEqual(pair.Second.Record)),
                $"With bit {bit} of byte {offset} of {name} turned, other records were read than had been written.");
            Assert.True(
                found.Count == whole.Count || whole[found.Count].Position > _vouchedFor,
                $"With bit {bit} of byte {offset} of {name} turned, {whole.Count - found.Count} records were cut off, although later writes vouch for them.");
            Counts.FlipsWithoutEffect++;
        }
        catch (JournalException)
        {
            Counts.FlipsTold++;
        }

        Disk.Flip(name, offset, bit);
    }

    private List<(long Position, byte[] Record)> Scan(in JournalIdentity identity)
    {
        var found = new FoundRecords();
        JournalScan.Read(Disk, in identity, ref found);
        return found.Records;
    }
}
