using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Render;

namespace Engine.Host.Load;

/// <summary>Writes what a load has measured for a person.</summary>
internal static class LoadTable
{
    public static void Write(TextWriter output, LoadResult result)
    {
        LoadOptions options = result.Options;
        string rate = double.IsInfinity(options.Rate) ? "as fast as the connections take them" : string.Create(CultureInfo.InvariantCulture, $"arriving at {options.Rate:N0} a second");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Answers:N0} answers and {result.Failures:N0} failures of {options.HostName} in {result.Seconds:0.0} s over {options.Connections} connections, {rate}"));
        var table = new TextTable(-1, "route", "answers", "a second", "p50", "p99", "p99.9", "longest", "failed");
        foreach (RouteResult route in result.Routes)
        {
            table.Add(
                LoadMix.Names[(int)route.Route],
                Count(route.Answers),
                Count(route.PerSecond),
                Time(route.P50Us),
                Time(route.P99Us),
                Time(route.P999Us),
                Time(route.MaxUs),
                Count(route.Failures));
        }

        table.Write(output, TextStyle.For(output));
        if (result.EventsPerSecond > 0)
        {
            output.WriteLine($"{Count(result.EventsPerSecond)} events a second, in batches of {Count(options.BatchSize)}");
        }

        foreach (RouteResult route in result.Routes)
        {
            foreach ((string reason, long times) in route.Reasons.OrderByDescending(static one => one.Value))
            {
                output.WriteLine($"FAILED {LoadMix.Names[(int)route.Route]}: {Count(times)} times: {DisplayText.Clean(reason)}");
            }
        }

        if (!double.IsInfinity(options.Rate))
        {
            output.WriteLine($"this program sent late by {Time(result.OwnDelayP99Us)} at 99 %, which does not count");
        }
    }

    /// <summary>Microseconds, with the unit that fits.</summary>
    public static string Time(double microseconds) => BenchTable.Time(microseconds * 1e3);

    private static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
