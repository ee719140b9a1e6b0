using System.Text;
using System.Text.Json;
using Engine.Host.Cli;
using Engine.Internal;

namespace Engine.Host.Serve.Catalog;

/// <summary>How what was removed leaves the file.</summary>
internal sealed partial class DefinitionFile
{
    /// <summary>What is written before it takes the file's name.</summary>
    public const string CopyName = "definitions.new";

    /// <summary>A file is not written anew for less than this.</summary>
    private const long WorthwhileBytes = 1 << 20;

    private long _cleanFromBytes = WorthwhileBytes;

    /// <summary>The frames of definitions that have not been removed, in their order. O(frames).</summary>
    private static List<Frame> Living(List<Frame> frames)
    {
        List<Frame?> living = [];
        var places = new Dictionary<(string Tenant, string Workflow), int>();
        foreach (Frame frame in frames)
        {
            string workflow = frame.Kind == DefinitionKind.Removal ? Encoding.UTF8.GetString(frame.Definition.Content) : IdOf(frame.Definition.Content);
            if (places.Remove((frame.Definition.Tenant, workflow), out int place))
            {
                living[place] = null;
            }

            if (frame.Kind == DefinitionKind.Definition)
            {
                places.Add((frame.Definition.Tenant, workflow), living.Count);
                living.Add(frame);
            }
        }

        return [.. living.OfType<Frame>()];
    }

    /// <summary>The id of a workflow from its definition, which begins with it.</summary>
    private static string IdOf(byte[] content)
    {
        var reader = new Utf8JsonReader(content);
        return reader.Read() && reader.Read() && reader.ValueTextEquals("workflow_id"u8) && reader.Read()
            ? reader.GetString()!
            : throw new UserError($"{FileName}: a definition does not begin with its workflow_id. Restore the file from a copy.");
    }

    /// <summary>A crash came while a copy was written: it has not been needed yet.</summary>
    private void DropUnfinishedCopy()
    {
        if (_disk.List().Contains(CopyName))
        {
            _disk.Delete(CopyName);
        }
    }

    /// <summary>Where more than half of the file has been removed, a copy of the rest takes its place.</summary>
    private void CleanIfWorthwhile()
    {
        if (_removedBytes < _cleanFromBytes || _removedBytes < _length / 2)
        {
            return;
        }

        long length;
        try
        {
            length = WriteCopy();
        }
        catch (IOException)
        {
            // There is room for what the file says, if not for a copy of it: it is tried again when there is more to win.
            _cleanFromBytes = 2 * _removedBytes;
            return;
        }

        try
        {
            _file!.Dispose();
            _disk.Replace(CopyName, FileName);
            _disk.SyncFolder();
            _file = _disk.Open(FileName, forWriting: true);
        }
        catch (Exception exception)
        {
            // What was appended is on the disk, under the one name or the other. The next who appends gets this.
            _failure = exception;
            return;
        }

        _length = length;
        _removedBytes = 0;
        _cleanFromBytes = WorthwhileBytes;
    }

    /// <summary>Writes what has not been removed to a file of its own. Returns its length; it is on the disk.</summary>
    private long WriteCopy()
    {
        DropUnfinishedCopy();
        byte[] bytes = ReadAll(_file!);
        using IDiskFile copy = _disk.Create(CopyName);
        copy.Write(FileMagic, 0);
        long length = FileMagic.Length;
        List<Frame> frames = ReadFrames(bytes);
        List<Frame> living = Living(frames);
        if (living.Count == 0)
        {
            // The last removal, so that the file is not taken for a new one.
            living.Add(frames[^1]);
        }

        foreach (Frame frame in living)
        {
            Span<byte> written = bytes.AsSpan(frame.Start, frame.Length);
            Seal(written, length);
            copy.Write(written, length);
            length += written.Length;
        }

        copy.Sync();
        return length;
    }
}
