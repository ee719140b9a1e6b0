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

    /// <summary>How many columns of a terminal a text takes.</summary>
    public static int Columns(ReadOnlySpan<char> text)
    {
        int columns = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            columns += Columns(rune);
        }

        return columns;
    }

    /// <summary>The columns of one character: 0 for marks that stand on others, 2 for ideographs, Hangul, full-width forms and emoji, else 1.</summary>
    public static int Columns(Rune rune)
        => rune.Value < 0x0300 ? 1
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
            : IsWide(rune.Value) ? 2 : 1;

    /// <summary>Sets a text to the left of a room of so many columns.</summary>
    public static string PadRight(string text, int columns) => text + new string(' ', Math.Max(0, columns - Columns(text)));

    /// <summary>Sets a text to the right of a room of so many columns.</summary>
    public static string PadLeft(string text, int columns) => new string(' ', Math.Max(0, columns - Columns(text))) + text;

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

    /// <summary>East Asian Width W and F (Unicode Standard Annex 11) by blocks.</summary>
    private static bool IsWide(int value) => value is (>= 0x1100 and <= 0x115F) or (>= 0x231A and <= 0x231B) or (>= 0x23E9 and <= 0x23EC) or 0x23F0 or 0x23F3
        or (>= 0x25FD and <= 0x25FE) or (>= 0x2614 and <= 0x2615) or (>= 0x2648 and <= 0x2653) or 0x267F or 0x2693 or 0x26A1 or (>= 0x26AA and <= 0x26AB)
        or (>= 0x26BD and <= 0x26BE) or (>= 0x26C4 and <= 0x26C5) or 0x26CE or 0x26D4 or 0x26EA or (>= 0x26F2 and <= 0x26F3) or 0x26F5 or 0x26FA or 0x26FD
        or 0x2705 or (>= 0x270A and <= 0x270B) or 0x2728 or 0x274C or 0x274E or (>= 0x2753 and <= 0x2755) or 0x2757 or (>= 0x2795 and <= 0x2797) or 0x27B0 or 0x27BF
        or (>= 0x2B1B and <= 0x2B1C) or 0x2B50 or 0x2B55 or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0x4DBF) or (>= 0x4E00 and <= 0xA4CF)
        or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE10 and <= 0xFE19) or (>= 0xFE30 and <= 0xFE6F)
        or (>= 0xFF01 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x16FE0 and <= 0x18DFF) or (>= 0x1B000 and <= 0x1B2FF) or 0x1F004 or 0x1F0CF
        or 0x1F18E or (>= 0x1F191 and <= 0x1F19A) or (>= 0x1F200 and <= 0x1F320) or (>= 0x1F32D and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF)
        or (>= 0x1F7E0 and <= 0x1F7EB) or (>= 0x1F90C and <= 0x1F9FF) or (>= 0x1FA70 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);

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
