namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Reads timestamps without allocation: ISO 8601 (`2026-01-02T03:04:05.678Z`, an offset or none for UTC, a space for the T), or a number since 1970,
/// which is of seconds below 10^11, of milliseconds below 10^14, and of microseconds above. What is finer than a microsecond is cut off.
/// </summary>
internal static class EventTimes
{
    private const long MicrosPerSecond = 1_000_000;
    private const long MillisecondsFrom = 100_000_000_000;
    private const long MicrosecondsFrom = 100_000_000_000_000;

    /// <summary>Year 9999, so that what is read can be written.</summary>
    private const long MaxMicros = 253_402_300_799_999_999;
    private const long MinMicros = -62_135_596_800_000_000;

    /// <summary>Whether a time can be written as a date.</summary>
    public static bool IsInRange(long micros) => micros is >= MinMicros and <= MaxMicros;

    public static DateTimeOffset ToDate(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * 10);

    public static bool TryParseText(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length < 19
            || !TryDigits(text, 0, 4, out int year) || text[4] != '-'
            || !TryDigits(text, 5, 2, out int month) || text[7] != '-'
            || !TryDigits(text, 8, 2, out int day) || (text[10] | 0x20) is not ('t' or ' ')
            || !TryDigits(text, 11, 2, out int hour) || text[13] != ':'
            || !TryDigits(text, 14, 2, out int minute) || text[16] != ':'
            || !TryDigits(text, 17, 2, out int second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        int at = 19;
        long fraction = 0;
        if (at < text.Length && text[at] is (byte)'.' or (byte)',')
        {
            int firstDigit = ++at;
            for (long unit = MicrosPerSecond / 10; at < text.Length && char.IsAsciiDigit((char)text[at]); at++, unit /= 10)
            {
                fraction += (text[at] - '0') * unit;
            }

            if (at == firstDigit || at - firstDigit > 12)
            {
                return false;
            }
        }

        if (!TryOffset(text[at..], out int offsetMinutes))
        {
            return false;
        }

        long days = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay;
        micros = (days * 86_400 + hour * 3_600 + (minute - offsetMinutes) * 60L + second) * MicrosPerSecond + fraction;
        return IsInRange(micros);
    }

    /// <summary>Reads a JSON number.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        int at = 0;
        long whole = 0;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            if (at == 17)
            {
                return false;
            }

            whole = whole * 10 + (text[at++] - '0');
        }

        if (at == 0)
        {
            return false;
        }

        long unit = whole < MillisecondsFrom ? MicrosPerSecond : whole < MicrosecondsFrom ? 1_000 : 1;
        micros = whole * unit;
        if (at < text.Length && text[at] == '.')
        {
            int firstDigit = ++at;
            for (unit /= 10; at < text.Length && char.IsAsciiDigit((char)text[at]); at++, unit /= 10)
            {
                micros += (text[at] - '0') * unit;
            }

            if (at == firstDigit)
            {
                return false;
            }
        }

        return at == text.Length && micros <= MaxMicros;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || (text.Length == 1 && (text[0] | 0x20) == 'z'))
        {
            return true;
        }

        if (text[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }

        int minutesAt = text.Length switch
        {
            5 => 3,
            6 when text[3] == ':' => 4,
            _ => -1,
        };
        if (minutesAt < 0 || !TryDigits(text, 1, 2, out int hours) || !TryDigits(text, minutesAt, 2, out int rest) || hours > 23 || rest > 59)
        {
            return false;
        }

        minutes = (hours * 60 + rest) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        foreach (byte digit in text.Slice(start, count))
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = value * 10 + (digit - '0');
        }

        return true;
    }
}
