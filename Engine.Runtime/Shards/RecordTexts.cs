using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Texts in records that nobody bounds where they are made: what exceptions say, and why a person paused a run.</summary>
internal static class RecordTexts
{
    private const int Longest = 4096;

    /// <summary>The most characters of one text, so that a record with a few of them fits, of three bytes each.</summary>
    public static int MaxLength(int maxRecordBytes) => Math.Min(Longest, maxRecordBytes / 16);

    public static void Write(RecordBuffer buffer, string? text, int maxLength) => buffer.WriteString(Cut(text, maxLength));

    public static void Write(RecordBuffer buffer, Exception? exception, int maxLength)
    {
        if (exception is null)
        {
            buffer.WriteString(null);
            return;
        }

        buffer.WriteString(Cut(TypeNameOf(exception), maxLength));
        buffer.WriteString(Cut(Outcomes.MessageOf(exception), maxLength));
    }

    public static RecordedException? ReadException(ref RecordReader reader) =>
        reader.ReadString() is string typeName ? new RecordedException(typeName, reader.ReadString() ?? "") : null;

    /// <summary>The name of the type that was thrown first, in whichever process.</summary>
    public static string TypeNameOf(Exception exception) => (exception as RecordedException)?.TypeName ?? exception.GetType().FullName ?? exception.GetType().Name;

    private static string? Cut(string? text, int maxLength)
    {
        if (text is null || text.Length <= maxLength)
        {
            return text;
        }

        // Not between the two halves of a character.
        return text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }
}
