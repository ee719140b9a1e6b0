using Engine.Host.Render;

namespace Engine.Host.Cli;

/// <summary>
/// The one way to standard error: whatever a message quotes (a name, a path, a part of a file), it stays one line of bounded
/// length and sends nothing to the terminal.
/// </summary>
internal static class ErrorLine
{
    /// <summary>The longest line; of a longer message head and tail are kept, since the fix stands at the end.</summary>
    public const int MaxLength = 2000;

    public static void Write(TextWriter error, string message) => error.WriteLine(DisplayText.Clean(message, MaxLength));
}
