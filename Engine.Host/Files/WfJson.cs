using System.Text.Json;

namespace Engine.Host.Files;

/// <summary>Steps over JSON that expect something definite, and say where and what when it is not there.</summary>
internal static class WfJson
{
    /// <summary>Notes a property, which may stand only once in its object.</summary>
    public static void Once(GraphSource source, ref bool seen, string path)
    {
        if (seen)
        {
            throw source.Error(path, "it stands there twice. Keep one of them.");
        }

        seen = true;
    }

    /// <summary>Moves from a property's name into the object that is its value.</summary>
    public static void EnterObject(GraphSource source, ref JsonScanner json, string path)
    {
        json.ReadInside();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw source.Error(path, $"it must be an object; found {json.Describe()}.");
        }
    }

    /// <summary>Moves from a property's name into the list that is its value.</summary>
    public static void EnterArray(GraphSource source, ref JsonScanner json, string path)
    {
        json.ReadInside();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw source.Error(path, $"it must be a list; found {json.Describe()}.");
        }
    }

    /// <summary>Moves from a property's name to the text that is its value, and reads it; null stands for no text.</summary>
    public static string? ReadTextOrNull(GraphSource source, ref JsonScanner json, string path)
    {
        json.ReadInside();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.String)
        {
            throw source.Error(path, $"it must be a text in quotes; found {json.Describe()}.");
        }

        char[] buffer = new char[json.MaxStringLength];
        int length = json.CopyString(buffer);
        return length < 0 ? throw source.Error(path, "the text is not UTF-8. Save the file as UTF-8.") : new string(buffer, 0, length);
    }
}
