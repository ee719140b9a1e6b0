using System.Buffers.Binary;
using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Simulation;

namespace Engine.Tests.Runtime.Journal;

/// <summary>
/// A journal on a simulated disk beside a list that says what it must hold. Everything that happens follows from a seed: what is
/// appended, when the writer has its turn, what is released, and when the machine crashes.
/// </summary>
internal sealed class JournalModel(int seed, JournalOptions options, RecordStyle style = RecordStyle.Random)
{
    private readonly Random _random = new(seed);
    private readonly List<(long Position, byte[] Bytes)> _records = [];
    private SegmentJournal? _journal;
    private long _acknowledged;
    private long _released;
    private long _sequence;
    private int _openings;

    public SimulatedDisk Disk { get; } = new(seed);

    public int CrashCount { get; private set; }

    public long RecordCount => _sequence;

    public long SegmentsReleased => _journal!.Writer.FirstSegment - 1;

    /// <summary>Does so many random things, crashing about once in so many disk operations.</summary>
    public void Run(int steps, int operationsPerCrash)
    {
        for (int step = 0; step < steps; step++)
        {
            try
            {
                if (_journal is null)
                {
                    if (operationsPerCrash > 0)
                    {
                        Disk.OperationsToCrash = _random.Next(2 * operationsPerCrash);
                    }

                    Open();
                }

                Step();
            }
            catch (SimulatedCrash)
            {
                Crash();
            }
        }
    }

    /// <summary>Writes what there is and opens the journal again, without a crash: then all must be there.</summary>
    public void CloseAndCheck()
    {
        Disk.OperationsToCrash = -1;
        if (_journal is null)
        {
            Open();
        }

        _journal!.Flush();
        while (_journal.Writer.WriteNext() == WriteOutcome.Written)
        {
        }

        Assert.Null(_journal.Failure);
        Assert.Equal(_journal.Appended, _journal.Durable);
        _acknowledged = _journal.Durable;
        _journal.Dispose();
        _journal = null;
        Open();
    }

    /// <summary>Reads the files as they are, without changing them.</summary>
    public List<(long Position, byte[] Bytes)> Read()
    {
        var list = new RecordList();
        JournalScan.Read(Disk, JournalIdentity.Read(Disk)!.Value, ref list);
        return list.Records;
    }

    private void Open()
    {
        var list = new RecordList();
        _journal = SegmentJournal.Open(Disk, options, (UInt128)(++_openings * 7919), ref list, out JournalEnd end);
        Compare(list.Records);

        // What was not acknowledged and is not there has never been.
        _records.RemoveAll(record => record.Position > end.Position);
        _acknowledged = Math.Max(_acknowledged, _journal.Durable);
    }

    private void Compare(List<(long Position, byte[] Bytes)> found)
    {
        // Records that were released may still be there, or not; from the first that is needed on, all that was acknowledged is.
        int from = _records.FindIndex(record => found.Count > 0 && record.Position == found[0].Position);
        if (found.Count == 0)
        {
            Assert.DoesNotContain(_records, record => record.Position > _released && record.Position <= _acknowledged);
            return;
        }

        Assert.True(from >= 0, $"The first record found, at {found[0].Position}, was never appended.");
        Assert.DoesNotContain(_records.Take(from), record => record.Position > _released);
        for (int index = 0; index < found.Count; index++)
        {
            Assert.True(from + index < _records.Count, "More was found than there was.");
            Assert.Equal(_records[from + index].Position, found[index].Position);
            Assert.Equal(_records[from + index].Bytes, found[index].Bytes);
        }

        if (from + found.Count < _records.Count)
        {
            Assert.True(_records[from + found.Count].Position > _acknowledged, "A record that was acknowledged is lost.");
        }
    }

    private void Step()
    {
        switch (_random.Next(10))
        {
            case < 5:
                Append();
                break;
            case < 7:
                _journal!.Flush();
                break;
            case < 9:
                _journal!.Writer.WriteNext();
                if (_journal.Writer.Failure is { } failure)
                {
                    // The simulated crash reaches the writer as a failure of its disk.
                    throw failure.InnerException as SimulatedCrash ?? (Exception)failure;
                }

                Assert.True(_journal.Durable >= _acknowledged);
                _acknowledged = _journal.Durable;
                break;
            default:
                Release();
                break;
        }
    }

    private void Append()
    {
        int length = style != RecordStyle.Random ? 100 : _random.Next(20) == 0 ? _random.Next(8, options.MaxRecordBytes + 1) : _random.Next(8, 200);
        if (!_journal!.HasRoom)
        {
            return;
        }

        Span<byte> record = _journal.Reserve(length);

        record.Fill(1);
        if (style != RecordStyle.Equal)
        {
            _random.NextBytes(record);
            BinaryPrimitives.WriteInt64LittleEndian(record, _sequence);
        }

        _sequence++;
        byte[] bytes = record.ToArray();
        _records.Add((_journal.Append(length), bytes));
        if (style != RecordStyle.Random)
        {
            // A frame each: then one that an earlier history left behind begins where one of this history ends.
            _journal.Flush();
        }
    }

    private void Release()
    {
        // Only what is on the disk may let go of what is before it, and not everything.
        List<(long Position, byte[] Bytes)> durable = [.. _records.Where(record => record.Position <= _acknowledged)];
        if (durable.Count > 2)
        {
            long position = durable[_random.Next(durable.Count / 2, durable.Count)].Position;
            _released = Math.Max(_released, position);
            _journal!.Release(position);
        }
    }

    private void Crash()
    {
        CrashCount++;
        _journal?.Dispose();
        _journal = null;
        Disk.Restart();
    }
}
