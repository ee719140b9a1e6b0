using System.Buffers.Binary;
using System.Text;

namespace Engine.Host.Serve.Catalog;

/// <summary>Definitions and removals that are written to a <see cref="DefinitionFile"/> together, as its frames. Used again for the next ones.</summary>
internal sealed class DefinitionFrames
{
    /// <summary>A larger buffer is not kept for the next ones.</summary>
    private const int KeptBytes = 1 << 20;

    private readonly List<int> _starts = [];
    private byte[] _bytes = new byte[4_096];

    /// <summary>How many bytes they have.</summary>
    public int Length { get; private set; }

    /// <summary>How many bytes of the file are not needed any more when they are on the disk.</summary>
    public long RemovedBytes { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>A definition. O(bytes).</summary>
    public void AddDefinition(string tenant, ReadOnlySpan<byte> content) => Add(DefinitionKind.Definition, tenant, content);

    /// <summary>The removal of a definition.</summary>
    /// <param name="tenant">Whose it was.</param>
    /// <param name="workflow">Its id.</param>
    /// <param name="contentBytes">What it takes in the file.</param>
    public void AddRemoval(string tenant, string workflow, int contentBytes)
    {
        int before = Length;
        Add(DefinitionKind.Removal, tenant, Encoding.UTF8.GetBytes(workflow));
        RemovedBytes += Length - before + DefinitionFile.HeaderBytes + Encoding.UTF8.GetByteCount(tenant) + contentBytes;
    }

    /// <summary>Says in each frame how long the file was that was on the disk before them, and seals it. O(bytes).</summary>
    public void Seal(long syncedLength)
    {
        for (int index = 0; index < _starts.Count; index++)
        {
            int end = index + 1 < _starts.Count ? _starts[index + 1] : Length;
            DefinitionFile.Seal(_bytes.AsSpan(_starts[index]..end), syncedLength);
        }
    }

    public void Clear()
    {
        _starts.Clear();
        Length = 0;
        RemovedBytes = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = new byte[4_096];
        }
    }

    private void Add(DefinitionKind kind, string tenant, ReadOnlySpan<byte> content)
    {
        int nameLength = Encoding.UTF8.GetByteCount(tenant);
        int length = DefinitionFile.HeaderBytes + nameLength + content.Length;
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Length + length)));
        }

        Span<byte> frame = _bytes.AsSpan(Length, length);
        frame[..DefinitionFile.HeaderBytes].Clear();
        DefinitionFile.FrameMagic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[16..], (ushort)nameLength);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[18..], (ushort)kind);
        Encoding.UTF8.GetBytes(tenant, frame[DefinitionFile.HeaderBytes..]);
        content.CopyTo(frame[(DefinitionFile.HeaderBytes + nameLength)..]);
        _starts.Add(Length);
        Length += length;
    }
}
