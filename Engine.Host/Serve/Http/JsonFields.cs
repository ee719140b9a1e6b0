using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;
using Engine.Host.Cli;

namespace Engine.Host.Serve.Http;

/// <summary>Reads an object of a request strictly: unknown fields and wrong types are refused by the path of the field.</summary>
internal static class JsonFields
{
    private const int MaxDepth = 64;

    /// <summary>Texts that many definitions have in common, such as ids of tasks: one string for all of them. A few thousand, the rarely asked for leave.</summary>
    private static readonly StringPool Common = new(4_096);

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
    public static void RefuseUnknown(JsonElement element, FieldPath path, params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!IsKnown(property, known))
            {
                string? near = DidYouMean.Find(property.Name, known.ToArray());
                throw ServeException.BadField(
                    Join(path, property.Name), $"there is no such field.{(near is null ? "" : $" Did you mean '{near}'?")} Known are {string.Join(", ", known!)}.");
            }
        }
    }

    /// <summary>A text; null where it is not there or null.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">Where it stands in the request.</param>
    /// <param name="name">The field.</param>
    /// <param name="maxLength">In UTF-16 units.</param>
    /// <param name="isCommon">Whether many requests are likely to say the same: then it is one string.</param>
    public static string? Text(JsonElement element, FieldPath path, string name, int maxLength, bool isCommon = false)
    {
        if (!TryGet(element, name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(path, name, value, "a string");
        }

        string text = TextOf(value, maxLength, isCommon);
        return text.Length <= maxLength ? text : throw ServeException.BadField(Join(path, name), $"it has {text.Length} characters; {maxLength} are allowed.");
    }

    public static string RequiredText(JsonElement element, FieldPath path, string name, int maxLength, bool isCommon = false) =>
        Text(element, path, name, maxLength, isCommon) is { Length: > 0 } text ? text : throw ServeException.BadField(Join(path, name), "it is missing or empty. Give it.");

    public static bool? Bool(JsonElement element, FieldPath path, string name) => !TryGet(element, name, out JsonElement value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(path, name, value, "true or false"),
    };

    /// <summary>A number in a range.</summary>
    public static double? Number(JsonElement element, FieldPath path, string name, double least, double most)
    {
        if (!TryGet(element, name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.Number ? throw Wrong(path, name, value, "a number")
            : value.TryGetDouble(out double number) && number >= least && number <= most ? number
            : throw ServeException.BadField(Join(path, name), string.Create(CultureInfo.InvariantCulture, $"it is {Short(value)}; choose {least} to {most}."));
    }

    public static int? Whole(JsonElement element, FieldPath path, string name, int least, int most) => Number(element, path, name, least, most) is not { } number ? null
        : number == Math.Floor(number) ? (int)number
        : throw ServeException.BadField(Join(path, name), "it must be a whole number.");

    /// <summary>A list of texts that many requests are likely to have in common; empty where it is not there or null.</summary>
    public static string[] Texts(JsonElement element, FieldPath path, string name, int maxCount, int maxLength)
    {
        if (!TryGet(element, name, out JsonElement list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(path, name, list, "a list of strings");
        }

        int count = list.GetArrayLength();
        if (count > maxCount)
        {
            throw ServeException.BadField(Join(path, name), $"it has {count} entries; {maxCount} are allowed.");
        }

        string[] texts = count == 0 ? [] : new string[count];
        int index = 0;
        foreach (JsonElement value in list.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.String || TextOf(value, maxLength, isCommon: true) is not { Length: > 0 } text || text.Length > maxLength)
            {
                throw ServeException.BadField($"{Join(path, name)}[{index}]", $"it must be a string of 1 to {maxLength} characters.");
            }

            texts[index++] = text;
        }

        return texts;
    }

    /// <summary>A text that many requests are likely to say, as one string.</summary>
    public static string Shared(string text) => Common.GetOrAdd(text);

    /// <summary>An object; false where it is not there or null.</summary>
    public static bool TryObject(JsonElement element, FieldPath path, string name, out JsonElement value) =>
        TryGet(element, name, out value) && (value.ValueKind == JsonValueKind.Object ? true : throw Wrong(path, name, value, "an object"));

    public static bool TryGet(JsonElement element, string name, out JsonElement value) => element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    public static ServeException Wrong(FieldPath path, string name, JsonElement value, string wanted) =>
        ServeException.BadField(Join(path, name), $"it is {Name(value.ValueKind)}; it must be {wanted}.");

    public static string Join(FieldPath path, string name) => path.IsEmpty ? name : $"{path}.{name}";

    /// <summary>Without making a string of the property's name.</summary>
    private static bool IsKnown(JsonProperty property, ReadOnlySpan<string> known)
    {
        foreach (string name in known)
        {
            if (property.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

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

    /// <summary>The value of a string. One of <see cref="Common"/> is found without making it.</summary>
    private static string TextOf(JsonElement value, int maxLength, bool isCommon)
    {
        ReadOnlySpan<byte> quoted = JsonMarshal.GetRawUtf8Value(value);
        return !isCommon || quoted.Length - 2 > maxLength || quoted.Contains((byte)'\\') ? value.GetString()! : Common.GetOrAdd(quoted[1..^1], Encoding.UTF8);
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
