using System.Runtime.CompilerServices;

namespace Engine.Host.Files;

/// <summary>
/// Walks over the lines of a text and the numbers in them, through one buffer that grows to the longest line. Comments
/// (from '#' to the end of a line) and blank lines are passed over and counted. Lines end with LF, CR LF or, in a file that
/// begins without any LF, CR.
/// </summary>
internal ref struct LineScanner
{
    private readonly GraphSource _source;
    private byte[] _buffer = new byte[256 * 1024];
    private int _next;
    private int _filled;
    private bool _ended;
    private bool _anyLineCounts = true;
    private ReadOnlySpan<byte> _rest;
    private readonly byte _lineEnd;

    public LineScanner(GraphSource source)
    {
        _source = source;
        _lineEnd = LineEndOf(source.Head);
    }

    /// <summary>The number of the current line, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>"line 12", for errors.</summary>
    public readonly string Place => $"line {LineNumber}";

    /// <summary>What of the current line has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The byte that ends the lines of a text with this beginning.</summary>
    public static byte LineEndOf(ReadOnlySpan<byte> head)
        => head.Contains((byte)'\r') && !head.Contains((byte)'\n') ? (byte)'\r' : (byte)'\n';

    /// <summary>Moves to the next line with data; false at the end.</summary>
    public bool NextDataLine()
    {
        _anyLineCounts = false;
        while (NextLine())
        {
            SkipBlanks();
            if (!_rest.IsEmpty && _rest[0] != (byte)'#')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves to the next line, whatever is in it, without its end; false at the end.</summary>
    public bool NextLine()
    {
        while (true)
        {
            ReadOnlySpan<byte> unread = _buffer.AsSpan(_next, _filled - _next);
            int length = unread.IndexOf(_lineEnd);
            if (length >= 0 || (_ended && !unread.IsEmpty))
            {
                _rest = length >= 0 ? unread[..length] : unread;
                _next += length >= 0 ? length + 1 : unread.Length;
                if (!_rest.IsEmpty && _rest[^1] == (byte)'\r')
                {
                    _rest = _rest[..^1];
                }

                LineNumber++;
                return true;
            }

            if (_ended)
            {
                _rest = default;
                return false;
            }

            Fill();
        }
    }

    /// <summary>Reads a number from the current line; false when something else, or nothing, comes next.</summary>
    public bool TryReadNumber(out long value)
    {
        SkipBlanks();
        ReadOnlySpan<byte> rest = _rest;
        bool negative = !rest.IsEmpty && rest[0] == (byte)'-';
        int start = negative ? 1 : 0, i = start;
        value = 0;

        // 18 digits fit without overflow; longer numbers are not numbers of tasks or times.
        int end = Math.Min(rest.Length, start + 18);
        while (i < end && (uint)(rest[i] - '0') <= 9)
        {
            value = (value * 10) + (rest[i] - '0');
            i++;
        }

        if (i == start || (i < rest.Length && rest[i] is not ((byte)' ' or (byte)'\t')))
        {
            return false;
        }

        value = negative ? -value : value;
        _rest = rest[i..];
        return true;
    }

    /// <summary>Whether nothing but blanks and a comment is left in the current line.</summary>
    public bool AtLineEnd()
    {
        SkipBlanks();
        return _rest.IsEmpty || _rest[0] == (byte)'#';
    }

    /// <summary>The next word of the line, quoted and shortened, for errors.</summary>
    public readonly string NextWord() => Word(_rest);

    /// <summary>The first word of a piece of text, quoted and shortened.</summary>
    public static string Word(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t"u8);
        int length = text.IndexOfAny((byte)' ', (byte)'\t');
        text = length < 0 ? text : text[..length];
        return text.IsEmpty || text[0] == (byte)'#' ? "the end of the line" : Quoted.Of(text);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipBlanks()
    {
        int i = 0;
        while (i < _rest.Length && _rest[i] is (byte)' ' or (byte)'\t')
        {
            i++;
        }

        _rest = _rest[i..];
    }

    private void Fill()
    {
        int kept = _filled - _next;
        if (kept == _buffer.Length && !_anyLineCounts)
        {
            kept = ForgetCommentOrBlanks(kept);
        }

        if (kept == _buffer.Length)
        {
            if (kept >= FileLimits.MaxTokenBytes)
            {
                throw _source.Error($"line {LineNumber + 1}", $"the line is longer than {FileLimits.MaxTokenBytes} bytes. This is no text file of a known format.");
            }

            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, FileLimits.MaxTokenBytes));
        }

        _buffer.AsSpan(_next, kept).CopyTo(_buffer);
        _next = 0;
        int count = _source.Read(_buffer.AsSpan(kept));
        _filled = kept + count;
        _ended = count == 0;
    }

    /// <summary>When all that is there of a line is blank, or belongs to a comment, a '#' says as much; returns what to keep.</summary>
    private int ForgetCommentOrBlanks(int kept)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_next, kept);
        int first = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (first >= 0 && line[first] != (byte)'#')
        {
            return kept;
        }

        _buffer[_next] = first < 0 ? (byte)' ' : (byte)'#';
        return 1;
    }
}
