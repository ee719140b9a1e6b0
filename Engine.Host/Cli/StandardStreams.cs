using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Engine.Host.Cli;

/// <summary>Opens the streams that the process was started with.</summary>
internal static class StandardStreams
{
    private const int OutputBufferSize = 16 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output: buffered; its failures say what to do, and a reader that leaves is noticed.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static StreamWriter OpenOutput()
    {
        Stream console = Console.OpenStandardOutput();
        bool isRedirected = Console.IsOutputRedirected;
        Stream checkedStream = new OutputStream(isRedirected ? PipeOr(console) : console, "standard output", "Free space or write elsewhere with -o.");
        return isRedirected
            ? new StreamWriter(checkedStream, Utf8, OutputBufferSize)
            : new TerminalWriter(checkedStream, Utf8, OutputBufferSize);
    }

    /// <summary>Standard error: written through. Where it cannot be written its lines are lost; the exit code still tells.</summary>
    public static StreamWriter OpenError()
    {
        Stream stream;
        try
        {
            stream = new LossyStream(Console.OpenStandardError());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            stream = Stream.Null;
        }

        return new StreamWriter(stream, Utf8, bufferSize: 256) { AutoFlush = true };
    }

    /// <summary>
    /// The console's stream takes no notice of a reader that has gone, so a pipe gets a stream that does. Files keep the
    /// console's: theirs goes on where the shell's other commands have written to.
    /// </summary>
    private static Stream PipeOr(Stream console)
    {
        if (OperatingSystem.IsWindows())
        {
            return console;
        }

        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? console : new PipeStream(pipe, console);
    }
}
