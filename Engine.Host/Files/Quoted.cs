using System.Text;
using Engine.Host.Render;

namespace Engine.Host.Files;

/// <summary>
/// Quotes a piece of a file in a message. What a file holds is neither bounded nor harmless: it is shortened, and control
/// characters and those that turn the direction of text are replaced.
/// </summary>
internal static class Quoted
{
    /// <summary>How many characters are shown at most, without the quotes.</summary>
    public const int Width = 60;

    private const int SideBytes = 4 * Width;

    /// <summary>The text in quotes.</summary>
    public static string Of(string text) => $"\"{Plain(text)}\"";

    /// <summary>The text in quotes; what is not UTF-8 in it is replaced.</summary>
    public static string Of(ReadOnlySpan<byte> utf8) => $"\"{Plain(utf8)}\"";

    /// <summary>The text without quotes.</summary>
    public static string Plain(string text) => text.Length == 0 ? "" : TextTable.Shorten(text, Width);

    /// <summary>The text without quotes; what is not UTF-8 in it is replaced.</summary>
    public static string Plain(ReadOnlySpan<byte> utf8) => Plain(utf8.Length <= 2 * SideBytes
        ? Encoding.UTF8.GetString(utf8)
        : Encoding.UTF8.GetString(utf8[..SideBytes]) + Encoding.UTF8.GetString(utf8[^SideBytes..]));
}
