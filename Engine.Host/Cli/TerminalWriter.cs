using System.Text;

namespace Engine.Host.Cli;

/// <summary>Standard output when a person watches it. What is written to any other writer goes to a file or a program.</summary>
internal sealed class TerminalWriter(Stream stream, Encoding encoding, int bufferSize) : StreamWriter(stream, encoding, bufferSize)
{
    /// <summary>Whether colour codes may be written here: only to a terminal that knows them, and not against NO_COLOR (no-color.org).</summary>
    public static bool AllowsColor(TextWriter writer)
        => writer is TerminalWriter
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
}
