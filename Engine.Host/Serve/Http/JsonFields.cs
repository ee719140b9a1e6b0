using System.Globalization;
using System.Text.Json;
using Engine.Host.Cli;

namespace Engine.Host.Serve.Http;

/// <summary>Reads an object of a request strictly: unknown fields and wrong types are refused by the path of the field.</summary>
internal static class JsonFields
{
    private const int MaxDepth = 64;

    /// <summary>Parses a body, which must be an object.</summary>
    /// <exception cref="ServeException">It is not JSON, or no object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        RefuseHalfCharacters(body.Span);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            throw NotJson(exception, body.Span);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            JsonValueKind kind = document.RootElement.ValueKind;
            document.Dispose();
            throw new ServeException(400, $"The body must be an object, and it is {Name(kind)}.");
        }

        return document;
    }

    /// <exception cref="ServeException">The object has a field that is not among the known ones.</exception>
    public static void RefuseUnknown(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                string? near = DidYouMean.Find(property.Name, known.ToArray());
                throw ServeException.BadField(
                    Join(path, property.Name), $"there is no such field.{(near is null ? "" : $" Did you mean '{near}'?")} Known are {string.Join(", ", known!)}.");
            }
        }
    }

    /// <summary>A text; null where it is not there or null.</summary>
    public static string? Text(JsonElement element, string path, string name, int maxLength)
    {
        if (!TryGet(element, name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(path, name, value, "a string");
        }

        string text = value.GetString()!;
        return text.Length <= maxLength ? text : throw ServeException.BadField(Join(path, name), $"it has {text.Length} characters; {maxLength} are allowed.");
    }

    public static string RequiredText(JsonElement element, string path, string name, int maxLength) =>
        Text(element, path, name, maxLength) is { Length: > 0 } text ? text : throw ServeException.BadField(Join(path, name), "it is missing or empty. Give it.");

    public static bool? Bool(JsonElement element, string path, string name) => !TryGet(element, name, out JsonElement value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(path, name, value, "true or false"),
    };

    /// <summary>A number in a range.</summary>
    public static double? Number(JsonElement element, string path, string name, double least, double most)
    {
        if (!TryGet(element, name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.Number ? throw Wrong(path, name, value, "a number")
            : value.TryGetDouble(out double number) && number >= least && number <= most ? number
            : throw ServeException.BadField(Join(path, name), string.Create(CultureInfo.InvariantCulture, $"it is {Short(value)}; choose {least} to {most}."));
    }

    public static int? Whole(JsonElement element, string path, string name, int least, int most) => Number(element, path, name, least, most) is not { } number ? null
        : number == Math.Floor(number) ? (int)number
        : throw ServeException.BadField(Join(path, name), "it must be a whole number.");

    public static List<string> Texts(JsonElement element, string path, string name, int maxCount, int maxLength)
    {
        List<string> texts = [];
        if (!TryGet(element, name, out JsonElement list))
        {
            return texts;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(path, name, list, "a list of strings");
        }

        if (list.GetArrayLength() > maxCount)
        {
            throw ServeException.BadField(Join(path, name), $"it has {list.GetArrayLength()} entries; {maxCount} are allowed.");
        }

        foreach (JsonElement value in list.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text || text.Length > maxLength)
            {
                throw ServeException.BadField($"{Join(path, name)}[{texts.Count}]", $"it must be a string of 1 to {maxLength} characters.");
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary>An object; false where it is not there or null.</summary>
    public static bool TryObject(JsonElement element, string path, string name, out JsonElement value) =>
        TryGet(element, name, out value) && (value.ValueKind == JsonValueKind.Object ? true : throw Wrong(path, name, value, "an object"));

    public static bool TryGet(JsonElement element, string name, out JsonElement value) => element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    public static ServeException Wrong(string path, string name, JsonElement value, string wanted) =>
        ServeException.BadField(Join(path, name), $"it is {Name(value.ValueKind)}; it must be {wanted}.");

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Texts that no string can hold are refused once and for all: bytes that are not UTF-8, and halves of surrogate pairs in escapes.</summary>
    private static void RefuseHalfCharacters(ReadOnlySpan<byte> body)
    {
        bool isWhole = System.Text.Unicode.Utf8.IsValid(body);
        if (isWhole && body.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (isWhole && reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (JsonException)
        {
            // Who parses it says what is wrong.
        }
        catch (InvalidOperationException)
        {
            isWhole = false;
        }

        if (!isWhole)
        {
            throw new ServeException(400, "The body is not text: it has bytes that are not UTF-8, or half of a surrogate pair in an escape. Send whole characters.");
        }
    }

    private static string Short(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= 40 ? text : $"{text[..40]}...";
    }

    private static ServeException NotJson(JsonException exception, ReadOnlySpan<byte> body)
    {
        long offset = 0;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
        {
            offset += body[(int)offset..].IndexOf((byte)'\n') + 1;
        }

        string message = exception.Message;
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return new ServeException(400, $"The body is not JSON: {(end < 0 ? message : message[..end])}") { Offset = Math.Min(offset + (exception.BytePositionInLine ?? 0), body.Length) };
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a bool",
    };
}
