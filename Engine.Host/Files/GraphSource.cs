using System.IO.Compression;
using Engine.Host.Cli;

namespace Engine.Host.Files;

/// <summary>
/// The text of a graph file, unpacked while it is read and never held as a whole. Knows its name and its first bytes, by
/// which formats recognise it, and turns everything that can go wrong below it into a <see cref="UserError"/>.
/// </summary>
internal sealed class GraphSource : IDisposable
{
    private const int HeadBytes = 16 * 1024;

    private readonly FileStream _file;
    private readonly Stream _text;
    private readonly byte[] _head = new byte[HeadBytes];
    private readonly int _headLength;
    private int _headRead;
    private long _textBytes;

    /// <summary>Without this switch a stream that ends too early looks like one that ends: a graph would lose its tail in silence.</summary>
    static GraphSource() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    private GraphSource(string path, FileStream file)
    {
        Path = path;
        _file = file;
        IsPacked = StartsWithGzipMagic(file);
        _text = IsPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        string name = System.IO.Path.GetFileName(path);
        Name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        _headLength = FillHead();
    }

    /// <summary>The path as the person wrote it.</summary>
    public string Path { get; }

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

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserError">There is no such file, or it cannot be read, or there is nothing in it.</exception>
    public static GraphSource Open(string path)
    {
        FileStream file = OpenFile(path);
        GraphSource? source = null;
        try
        {
            source = new GraphSource(path, file);
            if (source._headLength == 0)
            {
                throw new UserError($"{path}: the file {(source.IsPacked ? "unpacks to nothing" : "is empty")}. Give a WfFormat, .stg or .edges file.");
            }

            return source;
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
    public UserError Error(string place, string message) => new(place.Length == 0 ? $"{Path}: {message}" : $"{Path}: {place}: {message}");

    public void Dispose()
    {
        _text.Dispose();
        _file.Dispose();
    }

    private static FileStream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserError($"{path}: this is a directory. Give the path of a file.");
        }

        try
        {
            return new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{path}: there is no such file.{DidYouMean.Sentence(DidYouMean.FileBeside(path))} Check the path.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new UserError($"{path}: no permission to read this file. Change its permissions.");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{path}: the file cannot be opened: {exception.Message}");
        }
    }

    private static bool StartsWithGzipMagic(FileStream file)
    {
        if (!file.CanSeek)
        {
            // A pipe gives each byte once; gunzip before it.
            return false;
        }

        Span<byte> magic = stackalloc byte[2];
        int count = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return count == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
    }

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
        catch (InvalidDataException exception)
        {
            throw Error("", $"the gzip data is truncated or damaged after {_textBytes} bytes of text ({exception.Message.TrimEnd('.')}). Get the file again.");
        }
        catch (IOException exception)
        {
            throw Error("", $"the file cannot be read: {exception.Message}");
        }

        _textBytes += count;
        if (_textBytes > FileLimits.MaxTextBytes)
        {
            throw Error("", $"the text is larger than {FileLimits.MaxTextBytes} bytes, the largest size read. Split the graph.");
        }

        if (IsPacked && _textBytes > FileLimits.FreeTextBytes && _textBytes / FileLimits.MaxPackingRatio > _file.Length)
        {
            throw Error("", $"{_file.Length} packed bytes unpack to more than {FileLimits.MaxPackingRatio} times as many, as no graph does. Unpack it yourself if you trust it.");
        }

        return count;
    }
}
