using System.Text.Json;
using Engine.Host.Render;

namespace Engine.Host.Files;

/// <summary>
/// Walks over the tokens of a JSON text through one buffer that grows to the longest token: the file is never in memory as
/// a whole, and a packed file that unpacks to blanks or brackets takes none.
/// </summary>
internal ref struct JsonScanner
{
    private readonly GraphSource _source;
    private byte[] _buffer = new byte[64 * 1024];
    private int _filled;
    private bool _ended;
    private Utf8JsonReader _reader;

    public JsonScanner(GraphSource source)
    {
        _source = source;
        _reader = new Utf8JsonReader([], isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = FileLimits.MaxJsonDepth }));
    }

    /// <summary>What kind of token this is.</summary>
    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>Moves to the next token; false at the end of a complete text.</summary>
    /// <exception cref="Cli.UserError">The text is not JSON; the message names line and column.</exception>
    public bool Read()
    {
        try
        {
            while (!_reader.Read())
            {
                if (_ended)
                {
                    return false;
                }

                Fill();
            }

            return true;
        }
        catch (JsonException exception)
        {
            throw _source.Error(
                $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}",
                $"not JSON: {FirstSentence(exception.Message)} Mend the file there, or get it again.");
        }
    }

    /// <summary>Moves to the next token, which must exist because an object or array is open.</summary>
    public void ReadInside()
    {
        if (!Read())
        {
            // The reader itself refuses a text that ends inside something.
            throw _source.Error("", "not JSON: the text ends too early. Get the file again.");
        }
    }

    /// <summary>Moves to the next property of the open object, on its name; false at the object's end.</summary>
    public bool NextProperty()
    {
        ReadInside();
        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the next element of the open array; false at the array's end.</summary>
    public bool NextElement()
    {
        ReadInside();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Whether the property name or string at hand is <paramref name="text"/>.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text) => _reader.ValueTextEquals(text);

    /// <summary>Passes over the value at hand, whatever is in it.</summary>
    public void SkipValue()
    {
        int depth = _reader.CurrentDepth;
        if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            do
            {
                ReadInside();
            }
            while (_reader.CurrentDepth > depth);
        }
    }

    /// <summary>Copies the string at hand, unescaped; the buffer must have <see cref="MaxStringLength"/> characters.</summary>
    /// <returns>The number of characters, or -1 when the bytes are not UTF-8.</returns>
    public readonly int CopyString(Span<char> buffer)
    {
        try
        {
            return _reader.CopyString(buffer);
        }
        catch (InvalidOperationException)
        {
            // How the reader says that bytes are no UTF-8, or an escape is half of a surrogate pair.
            return -1;
        }
    }

    /// <summary>The string at hand has no more characters than this.</summary>
    public readonly int MaxStringLength => _reader.ValueSpan.Length;

    /// <summary>The number at hand; false when it is none that a double can hold.</summary>
    public readonly bool TryGetDouble(out double value) => _reader.TryGetDouble(out value);

    /// <summary>The token at hand as it stands in the file, shortened.</summary>
    public readonly string Describe() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => $"the text {Quoted.Of(_reader.ValueSpan)}",
        JsonTokenType.Number => $"the number {Quoted.Plain(_reader.ValueSpan)}",
        JsonTokenType.Null => "null",
        _ => _reader.TokenType.ToString().ToLowerInvariant(),
    };

    private void Fill()
    {
        int consumed = (int)_reader.BytesConsumed, kept = _filled - consumed;
        if (kept == _buffer.Length)
        {
            if (kept >= FileLimits.MaxTokenBytes)
            {
                throw _source.Error("", $"a text in the JSON is longer than {FileLimits.MaxTokenBytes} bytes. No name may be.");
            }

            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, FileLimits.MaxTokenBytes));
        }

        _buffer.AsSpan(consumed, kept).CopyTo(_buffer);
        int count = _source.Read(_buffer.AsSpan(kept));
        _filled = kept + count;
        _ended = count == 0;
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _filled), _ended, _reader.CurrentState);
    }

    /// <summary>The reader's messages end with its own line count, which is said in front already.</summary>
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return DisplayText.Clean(end < 0 ? message : message[..end], 200);
    }
}
