using System.Buffers;
using System.Globalization;
using System.Text;

namespace Engine.Host.Render;

/// <summary>Turns names, which may contain anything, into text that can be drawn, and estimates how wide it will be.</summary>
internal static class DisplayText
{
    /// <summary>Names are cut to this many UTF-16 units (head and tail) before anything else looks at them.</summary>
    public const int MaxNameLength = 1000;

    private const char Unprintable = '\uFFFD';
    private const int ZeroWidthNonJoiner = 0x200C, ZeroWidthJoiner = 0x200D;
    private const char Ellipsis = '\u2026';

    /// <summary>
    /// Advance widths of U+0020 to U+007E in percent of the font size: the larger of DejaVu Sans and Liberation Sans (which
    /// has Arial's widths), so that a label fits whichever of the two a viewer has.
    /// </summary>
    private static ReadOnlySpan<byte> AsciiWidths =>
    [
        32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 56,
        102, 69, 69, 73, 78, 67, 62, 78, 76, 30, 50, 67, 56, 87, 75, 79, 67, 79, 73, 67, 62, 74, 69, 99, 69, 67, 69, 40, 34, 40, 84, 56,
        50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
    ];

    /// <summary>
    /// One line of valid, visible text: line breaks become spaces; control characters, bidirectional overrides (which
    /// would reorder what stands beside them), halves of surrogate pairs and non-characters become U+FFFD.
    /// </summary>
    public static string Clean(string name, int maxLength = MaxNameLength)
    {
        if (name.Length != 0 && name.Length <= maxLength && name[0] != ' ' && !name.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return name;
        }

        var clean = new StringBuilder(Math.Min(name.Length, maxLength) + 1);
        if (name.Length <= maxLength)
        {
            AppendClean(clean, name);
        }
        else
        {
            AppendClean(clean, name.AsSpan(0, maxLength / 3));
            clean.Append(Ellipsis);
            AppendClean(clean, name.AsSpan(name.Length - (maxLength - (maxLength / 3) - 1)));
        }

        return string.IsNullOrWhiteSpace(clean.ToString()) ? "(no name)" : clean.ToString();
    }

    /// <summary>How wide the text is at most in common sans-serif fonts, for scripts where that can be said.</summary>
    public static double Width(ReadOnlySpan<char> text, double fontSize)
    {
        double percent = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            percent += Percent(rune);
        }

        return percent * fontSize / 100;
    }

    /// <summary>Whether <see cref="Width"/> can be trusted; other text is clipped where it is drawn.</summary>
    public static bool IsMeasurable(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~')
        || !text.ContainsAnyExcept(MeasurableLetters);

    /// <summary>
    /// The text, or its beginning and its end around an ellipsis. The end gets the larger half, and in names like paths all
    /// of it: names of tasks differ there. Never cuts inside what a reader sees as one character. Empty when nothing fits.
    /// </summary>
    public static string Shorten(string text, double maxWidth, double fontSize)
    {
        if (text.Length == 0 || Width(text, fontSize) <= maxWidth)
        {
            return text;
        }

        double room = maxWidth - (Percent(new Rune(Ellipsis)) * fontSize / 100);
        bool isPath = IsPath(text);
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        int head = 0, tail = starts.Length;
        double headWidth = 0, tailWidth = 0;
        while (head < tail)
        {
            bool extendTail = isPath || tailWidth <= 1.6 * headWidth;
            int element = extendTail ? tail - 1 : head;
            int end = element + 1 < starts.Length ? starts[element + 1] : text.Length;
            double width = Width(text.AsSpan(starts[element]..end), fontSize);
            if (headWidth + tailWidth + width > room)
            {
                break;
            }

            (head, headWidth) = extendTail ? (head, headWidth) : (head + 1, headWidth + width);
            (tail, tailWidth) = extendTail ? (tail - 1, tailWidth + width) : (tail, tailWidth);
        }

        if (head == 0 && tail == starts.Length)
        {
            return room >= 0 ? Ellipsis.ToString() : "";
        }

        int headEnd = head < starts.Length ? starts[head] : text.Length;
        int tailStart = tail < starts.Length ? starts[tail] : text.Length;
        while (isPath && tailStart < text.Length && (text[tailStart] is '.' or '/' or ':' or '_' or '-' or ' '))
        {
            tailStart++;
        }

        return string.Concat(text.AsSpan(0, headEnd), [Ellipsis], text.AsSpan(tailStart));
    }

    /// <summary>Whether the text is parts between separators, such as "module.process.task"; a version number is none.</summary>
    private static bool IsPath(string text)
    {
        for (int i = 4; i + 1 < text.Length; i++)
        {
            if ((text[i] is '.' or '/' or ':') && char.IsLetter(text[i + 1]))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly SearchValues<char> MeasurableLetters = CreateMeasurableLetters();

    private static SearchValues<char> CreateMeasurableLetters()
    {
        var letters = new StringBuilder();
        for (char c = ' '; c < '\u024F'; c++)
        {
            if (!char.IsControl(c))
            {
                letters.Append(c);
            }
        }

        return SearchValues.Create(letters.Append(Ellipsis).ToString());
    }

    private static void AppendClean(StringBuilder clean, ReadOnlySpan<char> text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (rune.Value is '\t' or '\n' or '\r' || category is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append(' ');
            }
            else if (category == UnicodeCategory.Control || IsBidirectionalControl(rune.Value) || (category == UnicodeCategory.Format && rune.Value is not (ZeroWidthNonJoiner or ZeroWidthJoiner)) || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
            {
                clean.Append(Unprintable);
            }
            else
            {
                clean.Append(rune.ToString());
            }
        }
    }

    private static bool IsBidirectionalControl(int value) => value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C;

    private static int Percent(Rune rune)
    {
        if (rune.Value is >= ' ' and <= '~')
        {
            return AsciiWidths[rune.Value - ' '];
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
            _ => rune.Value switch
            {
                < 0x0250 => 95,
                Ellipsis => 100,
                > 0xFFFF => 140,
                _ => 105,
            },
        };
    }
}
