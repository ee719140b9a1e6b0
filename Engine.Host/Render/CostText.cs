using System.Globalization;
using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>Costs and counts as people write them.</summary>
internal static class CostText
{
    private const double Minute = 60, Hour = 3600, Day = 86400;

    /// <summary>A count with a comma after each thousand.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 task", "2 tasks".</summary>
    public static string Count(long count, string noun) => Count(count) + " " + noun + (count == 1 ? "" : "s");

    /// <summary>A share of 1 in percent.</summary>
    public static string Percent(double share) => share switch
    {
        >= 0.995 and < 1 => Math.Min(99.9, share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
        >= 0.0995 or 0 => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %",
        >= 0.001 => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
        _ => "< 0.1 %",
    };

    /// <summary>A ratio with two decimals, or none where it is large.</summary>
    public static string Ratio(double ratio) => ratio.ToString(ratio >= 1000 ? "N0" : ratio >= 100 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>A cost in its file's unit; seconds become the unit that suits their size.</summary>
    public static string Cost(long cost, CostUnit unit)
    {
        double value = unit.ToFileUnit(cost);
        if (unit.Symbol == "s")
        {
            return Duration(value);
        }

        string number = value.ToString(value == Math.Floor(value) ? "N0" : "#,0.###", CultureInfo.InvariantCulture);
        return unit.Symbol.Length == 0 ? number : number + " " + unit.Symbol;
    }

    /// <summary>Seconds with about three significant digits: "250 µs", "1.25 s", "4 min 12 s", "3 h 16 min", "2 d 3 h".</summary>
    public static string Duration(double seconds) => seconds switch
    {
        0 => "0 s",
        < 0.9995e-3 => Significant(seconds * 1e6) + " \u00B5s",
        < 0.9995 => Significant(seconds * 1e3) + " ms",
        < 59.95 => Significant(seconds) + " s",
        < Hour - 0.5 => TwoUnits(seconds, Minute, "min", 1, "s"),
        < Day - 30 => TwoUnits(seconds, Hour, "h", Minute, "min"),
        _ => TwoUnits(seconds, Day, "d", Hour, "h"),
    };

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
