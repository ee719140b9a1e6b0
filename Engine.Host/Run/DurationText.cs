using System.Globalization;

namespace Engine.Host.Run;

/// <summary>Times and numbers for people: three digits and the unit that fits.</summary>
internal static class DurationText
{
    /// <summary>A time such as "12.3 ms", "2 min 05 s".</summary>
    public static string Of(double seconds)
    {
        double size = Math.Abs(seconds);
        return size switch
        {
            0 => "0 s",
            // Each limit is where three digits would round up to the next unit.
            < 0.9995e-6 => $"{Number(seconds * 1e9)} ns",
            < 0.9995e-3 => $"{Number(seconds * 1e6)} µs",
            < 0.9995 => $"{Number(seconds * 1e3)} ms",
            < 119.5 => $"{Seconds(seconds)} s",
            < 2 * 3600 => Two(seconds, 60, "min", "s"),
            < 2 * 86400 => Two(seconds / 60, 60, "h", "min"),
            < 1000.0 * 86400 => Two(seconds / 3600, 24, "days", "h"),
            _ => $"{Number(seconds / (365.25 * 86400))} years",
        };
    }

    /// <summary>A time to a tenth of a second, for lines that change.</summary>
    public static string Short(double seconds)
        => seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : Of(Math.Round(seconds));

    /// <summary>How many times larger, to a thousandth.</summary>
    public static string Ratio(double ratio) => ratio.ToString("#,0.000", CultureInfo.InvariantCulture);

    /// <summary>A part of one, such as "91.3 %".</summary>
    public static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.0} %");

    /// <summary>Three significant digits, or more where the whole part has more.</summary>
    public static string Number(double value)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        double size = Math.Abs(value);
        string format = size switch
        {
            0 => "0",
            >= 99.95 => "#,0",
            >= 9.995 => "0.0",
            >= 0.9995 => "0.00",
            _ => "0." + new string('0', Math.Min(12, 2 - (int)Math.Floor(Math.Log10(size)))),
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Seconds(double seconds)
        => seconds.ToString(Math.Abs(seconds) < 9.9995 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    private static string Two(double value, int perLarge, string large, string small)
    {
        long rounded = (long)Math.Round(value);
        return $"{rounded / perLarge} {large} {rounded % perLarge:00} {small}";
    }
}
