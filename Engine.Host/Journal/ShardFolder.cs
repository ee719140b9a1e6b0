using Engine.Internal;
using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>The folder of one shard's journal, and how it is read.</summary>
/// <param name="Name">The last part of its path.</param>
/// <param name="Path">As a person can find it.</param>
/// <param name="Number">The shard's in its host; null where only its own folder was named.</param>
internal sealed record ShardFolder(string Name, string Path, int? Number)
{
    /// <summary>A shard in the folder of its host.</summary>
    public static ShardFolder Of(string host, int number) => new(HostFolder.NameOf(number), System.IO.Path.Combine(host, HostFolder.NameOf(number)), number);

    /// <summary>A shard whose own folder was named.</summary>
    public static ShardFolder Single(string path) =>
        new(System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path))), path, null);

    /// <summary>Hands over each record with its place. O(bytes).</summary>
    /// <param name="reader">Gets the records.</param>
    /// <returns>Where the journal ends; null where there is none yet.</returns>
    /// <exception cref="JournalException">Something that was on the disk once is damaged or missing. The message names the file.</exception>
    public JournalEnd? Read(IPlacedRecordReader reader)
    {
        if (!Directory.Exists(Path))
        {
            throw new JournalException(JournalFault.Corrupt, "the folder is missing, with the runs of that shard. Restore it from a copy.");
        }

        var disk = new FolderDisk(Path);
        if (JournalIdentity.Read(disk) is not { } identity)
        {
            return disk.List().FirstOrDefault(static name => SegmentNames.TryParse(name, out _)) is { } segment
                ? throw new JournalException(JournalFault.Corrupt, $"{JournalIdentity.FileName} is missing beside {segment}. Restore it from a copy.")
                : null;
        }

        var placing = new Placing(identity.SegmentBytes, reader);
        return JournalScan.Read(disk, in identity, ref placing);
    }

    private readonly struct Placing(int segmentBytes, IPlacedRecordReader reader) : IRecordReader
    {
        public void Read(long position, ReadOnlySpan<byte> record)
        {
            long start = position - record.Length;
            var place = new RecordPlace(start / segmentBytes, (int)(start % segmentBytes), position);
            try
            {
                reader.Read(place, record);
            }
            catch (JournalException exception) when (exception.Fault == JournalFault.WrongFormat)
            {
                throw new JournalException(
                    JournalFault.Corrupt, $"{SegmentNames.OfSegment(place.Segment)} has a record at byte {place.Offset} that cannot be read: {exception.Message}", exception);
            }
        }
    }
}
