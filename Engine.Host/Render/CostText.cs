using System.Globalization;
using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>Costs and counts as people write them.</summary>
internal static class CostText
{
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
            return DurationText.Of(value);
        }

        string number = value.ToString(value == Math.Floor(value) ? "N0" : "#,0.###", CultureInfo.InvariantCulture);
        return unit.Symbol.Length == 0 ? number : number + " " + unit.Symbol;
    }
}
