using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Engine.Host.Serve.Ingest;

/// <summary>Reads the body of a batch in any of its forms.</summary>
internal static class EventReader
{
    /// <summary>Reads what a sealed stage has. O(bytes), no allocation once the stage has grown.</summary>
    /// <exception cref="EventFormatException">The body is not of its form. Nothing of it is to be applied.</exception>
    public static void Read(EventStage stage, EventFormat format)
    {
        if (format == EventFormat.Binary)
        {
            stage.IsBinary = true;
            BinaryEventReader.Read(stage);
            return;
        }

        stage.IsBinary = false;
        CheckUtf8(stage.Body);
        bool isLines = format == EventFormat.Lines;
        if (!JsonEventScanner.TryRead(stage, isLines))
        {
            stage.ClearEvents();
            JsonEventReader.Read(stage, isLines);
        }
    }

    private static void CheckUtf8(ReadOnlySpan<byte> body)
    {
        if (Utf8.IsValid(body))
        {
            return;
        }

        int at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out int count) == OperationStatus.Done)
        {
            at += count;
        }

        throw new EventFormatException($"The body is not UTF-8: byte {at} is 0x{body[at]:X2}.", at);
    }
}
