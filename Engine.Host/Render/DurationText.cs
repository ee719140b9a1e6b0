using System.Globalization;

namespace Engine.Host.Render;

/// <summary>Times and numbers for people: three digits and the unit that suits. The only place that words a duration.</summary>
internal static class DurationText
{
    private const double Minute = 60, Hour = 3600, Day = 86400, Year = 365.25 * Day, MaxYears = 1e6;

    /// <summary>Seconds with about three significant digits: "80 ns", "250 \u00B5s", "1.25 s", "4 min 12 s", "3 h 16 min", "2 d 3 h".</summary>
    public static string Of(double seconds)
    {
        double size = Math.Abs(seconds);

        // Each limit is where the digits would round up to the next unit.
        return (seconds < 0 ? "-" : "") + size switch
        {
            0 => "0 s",
            < 0.9995e-6 => Significant(size * 1e9) + " ns",
            < 0.9995e-3 => Significant(size * 1e6) + " \u00B5s",
            < 0.9995 => Significant(size * 1e3) + " ms",
            < 59.95 => Significant(size) + " s",
            < Hour - 0.5 => TwoUnits(size, Minute, "min", 1, "s"),
            < Day - 30 => TwoUnits(size, Hour, "h", Minute, "min"),
            < 1000 * Day => TwoUnits(size, Day, "d", Hour, "h"),
            < MaxYears * Year => $"{Number(size / Year)} years",
            _ => "more than a million years",
        };
    }

    /// <summary>A time to a tenth of a second, for lines that change.</summary>
    public static string Short(double seconds)
        => seconds < 59.95 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : Of(Math.Round(seconds));

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

    private static string Significant(double value)
        => value.ToString(value >= 99.95 ? "0" : value >= 9.995 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    private static string TwoUnits(double seconds, double large, string largeName, double small, string smallName)
    {
        double smalls = Math.Round(seconds / small, MidpointRounding.AwayFromZero), perLarge = large / small;
        double larges = Math.Floor(smalls / perLarge), rest = smalls - (larges * perLarge);
        string text = larges.ToString("N0", CultureInfo.InvariantCulture) + " " + largeName;
        return rest == 0 ? text : text + " " + rest.ToString("0", CultureInfo.InvariantCulture) + " " + smallName;
    }
}
