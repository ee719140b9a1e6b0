using System.IO.Compression;
using Engine.Host.Cli;
using Engine.Host.Render;

namespace Engine.Host.Files;

/// <summary>
/// The text of a graph file, unpacked while it is read and never held as a whole. Knows its name and its first bytes, by
/// which formats recognise it, and turns everything that can go wrong below it into a <see cref="UserError"/>.
/// </summary>
internal sealed class GraphSource : IDisposable
{
    private const int HeadBytes = 16 * 1024;

    private const string StandardInput = "-";

    private readonly Stream _file;
    private readonly RawInput _raw;
    private readonly Stream _text;
    private readonly byte[] _head = new byte[HeadBytes];
    private readonly int _headLength;
    private int _headRead;
    private long _textBytes;

    /// <summary>Without this switch a stream that ends too early looks like one that ends: a graph would lose its tail in silence.</summary>
    static GraphSource() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    private GraphSource(string path, Stream file)
    {
        Path = path == StandardInput ? "standard input" : path;
        _file = file;
        _raw = new RawInput(file);
        IsPacked = _raw.StartsWith([0x1F, 0x8B]);
        _text = IsPacked ? new GZipStream(_raw, CompressionMode.Decompress) : _raw;
        string name = System.IO.Path.GetFileName(Path);
        Name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        _headLength = FillHead();
    }

    /// <summary>The path as the person wrote it; for "-" what that stands for.</summary>
    public string Path { get; }

    /// <summary>What a person should know about how the file is read; stands in front of every error. Mostly empty.</summary>
    public string Note { get; set; } = "";

    /// <summary>The file's name without directories and without ".gz".</summary>
    public string Name { get; }

    /// <summary>What follows the last dot of <see cref="Name"/>, dot included, in lower case.</summary>
    public string Extension => System.IO.Path.GetExtension(Name).ToLowerInvariant();

    /// <summary>Whether the file is gzipped.</summary>
    public bool IsPacked { get; }

    /// <summary>The first bytes of the text, without a byte order mark: the whole text if it is small.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength)[HeadSkip..];

    /// <summary>How many bytes the file has on disk; 0 when that is unknown, as with a pipe.</summary>
    public long FileBytes => _file.CanSeek ? _file.Length : 0;

    private int HeadSkip => _head.AsSpan(0, _headLength).StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>Opens a file, or standard input if the path is "-".</summary>
    /// <param name="path">The path as the person wrote it.</param>
    /// <param name="allowEmpty">Whether a file with nothing in it is fine.</param>
    /// <exception cref="UserError">There is no such file, or it cannot be read, or there is nothing in it.</exception>
    public static GraphSource Open(string path, bool allowEmpty = false)
        => Of(path, path == StandardInput ? Console.OpenStandardInput() : OpenFile(path), allowEmpty);

    /// <summary>Takes over a stream that was opened already.</summary>
    /// <exception cref="UserError">It cannot be read, or there is nothing in it.</exception>
    public static GraphSource Of(string path, Stream file, bool allowEmpty = false)
    {
        GraphSource? source = null;
        try
        {
            source = new GraphSource(path, file);
            if (source._headLength == 0 && !allowEmpty)
            {
                throw source.Error("", $"the file {(source.IsPacked ? "unpacks to nothing" : "is empty")}. Give a WfFormat, .stg or .edges file.");
            }

            return source;
        }
        catch (IOException exception)
        {
            file.Dispose();
            throw new UserError($"{Clean(path)}: the file cannot be read: {Clean(exception.Message)}");
        }
        catch
        {
            source?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads on, from the first byte after a byte order mark. 0 at the end.</summary>
    /// <exception cref="UserError">The file cannot be read, is damaged, or is larger than <see cref="FileLimits"/> allow.</exception>
    public int Read(Span<byte> buffer)
    {
        _headRead = Math.Max(_headRead, HeadSkip);
        if (_headRead == _headLength)
        {
            return ReadText(buffer);
        }

        int count = Math.Min(buffer.Length, _headLength - _headRead);
        _head.AsSpan(_headRead, count).CopyTo(buffer);
        _headRead += count;
        return count;
    }

    /// <summary>An error in this file.</summary>
    /// <param name="place">A line or a JSON path, or empty for the file as a whole.</param>
    /// <param name="message">What is wrong and how to mend it.</param>
    public UserError Error(string place, string message)
    {
        string note = Note.Length == 0 ? "" : Note + ": ", where = place.Length == 0 ? "" : place + ": ";
        return new UserError($"{Clean(Path)}: {note}{where}{message}");
    }

    public void Dispose()
    {
        _text.Dispose();
        _raw.Dispose();
    }

    private static FileStream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserError($"{Clean(path)}: this is a directory. Give the path of a file.");
        }

        try
        {
            return new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{Clean(path)}: there is no such file.{DidYouMean.PathSentence(DidYouMean.FileBeside(path))} Check the path.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new UserError($"{Clean(path)}: no permission to read this file. Change its permissions.");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{Clean(path)}: the file cannot be opened: {Clean(exception.Message)}");
        }
    }

    /// <summary>A path may hold anything that a name of a task may; it is not shortened, as it is there to be found.</summary>
    private static string Clean(string text) => text.Length == 0 ? "" : DisplayText.Clean(text, int.MaxValue);

    private int FillHead()
    {
        int length = 0;
        while (length < _head.Length)
        {
            int count = ReadText(_head.AsSpan(length));
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        return length;
    }

    private int ReadText(Span<byte> buffer)
    {
        int count;
        try
        {
            count = _text.Read(buffer);
        }
        catch (InvalidDataException)
        {
            // The framework's own words are about archives and compression methods, whatever it was.
            throw Error("", $"the gzip data is truncated or damaged, or its checksum or length wrong, after {_textBytes} bytes of text. Get the file again.");
        }
        catch (IOException exception)
        {
            throw Error("", $"the file cannot be read: {Clean(exception.Message)}");
        }

        _textBytes += count;
        if (_textBytes > FileLimits.MaxTextBytes)
        {
            throw Error("", $"the text is larger than {FileLimits.MaxTextBytes} bytes, the largest size read. Split the graph.");
        }

        if (IsPacked && count == 0 && !_raw.EndSeen)
        {
            throw Error("", $"something that is not gzip follows the gzip data, which ends after {_textBytes} bytes of text. Get the file again, or unpack it yourself.");
        }

        long packedBytes = _file.CanSeek ? _file.Length : _raw.BytesTaken;
        if (IsPacked && _textBytes > FileLimits.FreeTextBytes && _textBytes / FileLimits.MaxPackingRatio > packedBytes)
        {
            throw Error("", $"{packedBytes} packed bytes unpack to more than {FileLimits.MaxPackingRatio} times as many, as no graph does. Unpack it yourself if you trust it.");
        }

        return count;
    }
}
