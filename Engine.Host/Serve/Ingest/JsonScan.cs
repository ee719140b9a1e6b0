using System.Buffers;
using System.Runtime.CompilerServices;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Steps over JSON: exactly what RFC 8259 allows, and nothing else. Texts end with a zero, at which every loop stops. A position that is returned as
/// <see cref="Wrong"/> means: not JSON, or nested too deep.
/// </summary>
internal static class JsonScan
{
    public const int Wrong = -1;

    private static readonly SearchValues<byte> StringEnds = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    /// <summary>The first byte that is not white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Mostly there is one space or none.
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>From behind an opening quote to the closing one of a string without escapes; <see cref="Wrong"/> where it has some.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Twenty times an event.
    public static int PlainStringEnd(ReadOnlySpan<byte> text, int at)
    {
        int end = at + text[at..].IndexOfAny(StringEnds);
        return text[end] == '"' ? end : Wrong;
    }

    /// <summary>From a value's first byte to behind its last one.</summary>
    /// <param name="text">The text with its zero.</param>
    /// <param name="at">Where the value begins.</param>
    /// <param name="depth">How many objects and lists it may open within each other.</param>
    public static int SkipValue(ReadOnlySpan<byte> text, int at, int depth)
    {
        ulong isObject = 0; // Innermost in the lowest bit: 64 levels at most.
        int open = 0;
        while (true)
        {
            byte first = text[at];
            if (first == '"')
            {
                at = SkipString(text, at + 1);
            }
            else if (first is (byte)'{' or (byte)'[')
            {
                if (open == depth)
                {
                    return Wrong;
                }

                at = SkipSpace(text, at + 1);
                bool isEmpty = text[at] == first + 2; // '{' and '}', '[' and ']' are two apart.
                if (!isEmpty)
                {
                    open++;
                    isObject = isObject << 1 | (first == '{' ? 1UL : 0);
                    if (first == '{' && (at = SkipName(text, at)) < 0)
                    {
                        return Wrong;
                    }

                    continue;
                }

                at++;
            }
            else
            {
                at = first is (byte)'-' or >= (byte)'0' and <= (byte)'9' ? SkipNumber(text, at) : SkipLiteral(text, at);
            }

            // Behind a value: the next one, or the ends of what is around it.
            while (true)
            {
                if (at < 0 || open == 0)
                {
                    return at;
                }

                at = SkipSpace(text, at);
                bool inObject = (isObject & 1) != 0;
                if (text[at] == ',')
                {
                    at = SkipSpace(text, at + 1);
                    if (inObject && (at = SkipName(text, at)) < 0)
                    {
                        return Wrong;
                    }

                    break;
                }

                if (text[at] != (inObject ? '}' : ']'))
                {
                    return Wrong;
                }

                at++;
                open--;
                isObject >>= 1;
            }
        }
    }

    /// <summary>From a name's opening quote to the first byte of its value.</summary>
    private static int SkipName(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] != '"' || (at = SkipString(text, at + 1)) < 0)
        {
            return Wrong;
        }

        at = SkipSpace(text, at);
        return text[at] == ':' ? SkipSpace(text, at + 1) : Wrong;
    }

    /// <summary>From behind the opening quote to behind the closing one.</summary>
    private static int SkipString(ReadOnlySpan<byte> text, int at)
    {
        while (true)
        {
            at += text[at..].IndexOfAny(StringEnds);
            if (text[at] == '"')
            {
                return at + 1;
            }

            if (text[at] != '\\')
            {
                return Wrong;
            }

            switch (text[at + 1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                    at += 2;
                    break;
                case (byte)'u':
                    for (int digit = 2; digit < 6; digit++)
                    {
                        if (!char.IsAsciiHexDigit((char)text[at + digit]))
                        {
                            return Wrong;
                        }
                    }

                    at += 6;
                    break;
                default:
                    return Wrong;
            }
        }
    }

    public static int SkipNumber(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] == '-')
        {
            at++;
        }

        if (text[at] == '0')
        {
            at++;
        }
        else if ((at = SkipDigits(text, at)) < 0)
        {
            return Wrong;
        }

        if (text[at] == '.' && (at = SkipDigits(text, at + 1)) < 0)
        {
            return Wrong;
        }

        if ((text[at] | 0x20) == 'e')
        {
            at++;
            at = SkipDigits(text, text[at] is (byte)'+' or (byte)'-' ? at + 1 : at);
        }

        return at;
    }

    /// <summary>One digit or more.</summary>
    private static int SkipDigits(ReadOnlySpan<byte> text, int at)
    {
        int start = at;
        while (char.IsAsciiDigit((char)text[at]))
        {
            at++;
        }

        return at == start ? Wrong : at;
    }

    private static int SkipLiteral(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> rest = text[at..];
        return rest.StartsWith("true"u8) || rest.StartsWith("null"u8) ? at + 4 : rest.StartsWith("false"u8) ? at + 5 : Wrong;
    }
}
