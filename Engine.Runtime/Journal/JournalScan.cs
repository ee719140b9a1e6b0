using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// Reads a journal from its first segment to its end. O(bytes). A write that a crash interrupted is where it ends; anything else that is
/// not as it was written is an error, and nothing is cut off.
/// </summary>
internal sealed class JournalScan
{
    private readonly IDisk _disk;
    private readonly JournalIdentity _identity;
    private readonly SegmentWindow _window;
    private long _position;
    private uint _lastCrc;
    private long _oldest;
    private long _frameCount;
    private long _recordCount;
    private long _cutBytes;

    private JournalScan(IDisk disk, in JournalIdentity identity)
    {
        _disk = disk;
        _identity = identity;
        _window = new SegmentWindow(identity.SegmentBytes);
    }

    /// <param name="disk">The folder.</param>
    /// <param name="identity">Its journal.</param>
    /// <param name="reader">Gets each record. What it throws comes out.</param>
    /// <exception cref="JournalException">Something that was on the disk once is damaged or missing.</exception>
    public static JournalEnd Read<TReader>(IDisk disk, in JournalIdentity identity, ref TReader reader)
        where TReader : IRecordReader => new JournalScan(disk, in identity).Run(ref reader);

    private JournalEnd Run<TReader>(ref TReader reader)
        where TReader : IRecordReader
    {
        long[] numbers = Numbers();
        int first = FirstOfLastRow(numbers);
        long last = 0;
        for (int index = first; index < numbers.Length; index++)
        {
            long number = numbers[index];
            using IDiskFile file = _disk.Open(SegmentNames.OfSegment(number), forWriting: false);
            _window.Open(file);
            if (!Enter(number, isFirst: index == first))
            {
                // A segment that was about to be used when the process ended. Behind it there can be none.
                RefuseIfWritten(number, SegmentHeader.FramesStart);
                if (index + 1 < numbers.Length)
                {
                    throw Damaged(number, 0, $"its header is damaged, and {SegmentNames.OfSegment(numbers[index + 1])} follows it");
                }

                break;
            }

            last = number;
            ReadFrames(number, ref reader);

            // A segment has its full length on the disk before its first record: one that is shorter has lost its end, and with it perhaps all that would
            // tell of it.
            if (file.Length != _identity.SegmentBytes)
            {
                throw Damaged(number, (int)Math.Min(file.Length, _identity.SegmentBytes), $"it has {file.Length} bytes, and each segment has {_identity.SegmentBytes}");
            }
        }

        if (last == 0 && numbers.Length > 0 && numbers[first] != 1)
        {
            throw Damaged(numbers[first], 0, "its header is damaged");
        }

        if (last != 0 && Math.Max(1, _oldest / _identity.SegmentBytes) < numbers[first])
        {
            string missing = SegmentNames.OfSegment(numbers[first] - 1);
            throw new JournalException(
                JournalFault.Corrupt,
                $"The journal needs what {missing} held, and the file is missing. Restore it from a copy; without it runs would be lost.");
        }

        return new JournalEnd
        {
            FirstSegment = last == 0 ? 0 : numbers[first],
            LastSegment = last,
            Position = last == 0 ? _identity.SegmentBytes + SegmentHeader.FramesStart : _position,
            LastCrc = _lastCrc,
            Oldest = _oldest,
            FrameCount = _frameCount,
            RecordCount = _recordCount,
            CutBytes = _cutBytes,
        };
    }

    private long[] Numbers()
    {
        var numbers = new List<long>();
        foreach (string name in _disk.List())
        {
            if (SegmentNames.TryParse(name, out long number))
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return [.. numbers];
    }

    /// <summary>Segments are released from the oldest on, but their names may come back after a crash: what counts is the last row without a gap.</summary>
    private static int FirstOfLastRow(long[] numbers)
    {
        int first = Math.Max(0, numbers.Length - 1);
        while (first > 0 && numbers[first - 1] == numbers[first] - 1)
        {
            first--;
        }

        return first;
    }

    /// <summary>Reads the header of a segment. False: it is not in use.</summary>
    private bool Enter(long number, bool isFirst)
    {
        ReadOnlySpan<byte> bytes = _window.Get(0, SegmentHeader.Size);
        if (bytes.Length < SegmentHeader.Size)
        {
            return false;
        }

        SegmentHeader header = MemoryMarshal.Read<SegmentHeader>(bytes);
        if (!header.IsValid(in _identity, number))
        {
            return false;
        }

        if (isFirst)
        {
            _lastCrc = header.PreviousCrc;
        }
        else if (header.PreviousEnd != _position || header.PreviousCrc != _lastCrc)
        {
            throw Damaged(
                number - 1, (int)(_position % _identity.SegmentBytes), $"the journal went on in {SegmentNames.OfSegment(number)} from byte {header.PreviousEnd % _identity.SegmentBytes}");
        }

        _position = (number * _identity.SegmentBytes) + SegmentHeader.FramesStart;
        return true;
    }

    private void ReadFrames<TReader>(long number, ref TReader reader)
        where TReader : IRecordReader
    {
        uint seed = _identity.SeedOf(number);
        int offset = SegmentHeader.FramesStart;
        while (true)
        {
            ReadOnlySpan<byte> frame = FrameAt(number, offset, seed, out FrameHeader header);
            if (frame.IsEmpty || header.PreviousCrc != _lastCrc)
            {
                break;
            }

            _lastCrc = header.Crc;
            _oldest = header.Oldest;
            _frameCount++;
            ReadRecords(number, offset, frame, ref reader);
            offset += header.Length;
            _position += header.Length;
        }

        RefuseIfWritten(number, offset);
    }

    /// <summary>The frame at an offset; empty where there is none that is whole and belongs there.</summary>
    private ReadOnlySpan<byte> FrameAt(long number, int offset, uint seed, out FrameHeader header)
    {
        ReadOnlySpan<byte> bytes = _window.Get(offset, FrameHeader.Size);
        if (bytes.Length < FrameHeader.Size)
        {
            header = default;
            return default;
        }

        header = FrameHeader.At(bytes);
        if (header.Position != (number * _identity.SegmentBytes) + offset || !header.HasPlausibleLength(_identity.SegmentBytes - offset))
        {
            return default;
        }

        ReadOnlySpan<byte> frame = _window.Get(offset, header.Length);
        return frame.Length == header.Length && FrameHeader.CrcOf(frame, seed) == header.Crc ? frame : default;
    }

    private void ReadRecords<TReader>(long number, int offset, ReadOnlySpan<byte> frame, ref TReader reader)
        where TReader : IRecordReader
    {
        long position = (number * _identity.SegmentBytes) + offset;
        int at = FrameHeader.Size;
        while (at + sizeof(int) <= frame.Length)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(frame[at..]);
            if (length == 0)
            {
                break;
            }

            at += sizeof(int);
            if (length < 0 || length > frame.Length - at)
            {
                throw Damaged(number, offset, "a record reaches beyond its frame, although the checksum is right");
            }

            ReadOnlySpan<byte> record = frame.Slice(at, length);
            at += length;
            _recordCount++;
            reader.Read(position + at, record);
        }
    }

    /// <summary>
    /// Looks behind the last good frame. A later one that says that the place had been synced proves that something was lost; without
    /// such a witness the rest is an interrupted write, and what it holds was never acknowledged.
    /// </summary>
    private void RefuseIfWritten(long number, int start)
    {
        uint seed = _identity.SeedOf(number);
        long lost = _position == 0 ? (number * _identity.SegmentBytes) + start : _position;
        int end = start;
        for (int offset = start; offset < _identity.SegmentBytes; offset += FrameHeader.Alignment)
        {
            ReadOnlySpan<byte> word = _window.Get(offset, sizeof(ulong));
            if (word.Length < sizeof(ulong))
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt64LittleEndian(word) == 0)
            {
                continue;
            }

            bool isWhole = !FrameAt(number, offset, seed, out FrameHeader header).IsEmpty;
            if (isWhole && header.Durable > lost)
            {
                throw Damaged(number, start, $"a frame at byte {offset} says that what stood there was on the disk");
            }

            if (isWhole || (offset == start && header.Position == lost))
            {
                end = Math.Max(end, offset + header.Length);
            }
        }

        _cutBytes = end - start;
    }

    private static JournalException Damaged(long number, int offset, string proof) => new(
        JournalFault.Corrupt,
        $"{SegmentNames.OfSegment(number)} is damaged at byte {offset}: {proof}. Restore the file from a copy; the journal has not been changed.");
}
