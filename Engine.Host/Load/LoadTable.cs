using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Render;

namespace Engine.Host.Load;

/// <summary>Writes what a load has measured for a person.</summary>
internal static class LoadTable
{
    public static void Write(TextWriter output, LoadResult result)
    {
        output.WriteLine(Heading(result));
        var table = new TextTable(-1, "route", "answers", "a second", "p50", "p99", "p99.9", "longest", "failed");
        foreach (RouteResult route in result.Rows)
        {
            table.Add(
                route.Name,
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
            output.WriteLine($"{Count(result.EventsPerSecond)} events a second, in batches of {Count(result.Options.BatchSize)}");
        }

        foreach (string line in Concurrent(result))
        {
            output.WriteLine(line);
        }

        foreach (RouteResult route in result.Rows)
        {
            foreach ((string reason, long times) in route.Reasons.OrderByDescending(static one => one.Value))
            {
                output.WriteLine($"FAILED {route.Name}: {Count(times)} times: {DisplayText.Clean(reason)}");
            }
        }

        if (!double.IsInfinity(result.Options.Rate))
        {
            output.WriteLine($"this program sent late by {Time(result.OwnDelayP99Us)} at 99 %, which does not count");
        }
    }

    /// <summary>What is to be told of executions that were kept under way; nothing of another load.</summary>
    public static IEnumerable<string> Concurrent(LoadResult result)
    {
        if (result.Concurrent is not { } seen)
        {
            yield break;
        }

        yield return "overhead: what an execution took beyond the time that the tasks of its longest chain wait";
        yield return string.Create(
            CultureInfo.InvariantCulture, $"under way of {result.Options.Concurrent:N0}: least {seen.LeastUnderWay:N0}, median {seen.MedianUnderWay:N0}; {seen.TasksPerSecond:N0} tasks a second, each waits {result.Options.DelayMs} ms");
        if (seen.FoundByAsking > 0)
        {
            yield return $"{Count(seen.FoundByAsking)} ends were not heard of but found by asking; their overhead is by the server's clock";
        }

        if (seen.Server is { } server)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the server: {server.Cores:0.00} processors; memory {BenchTable.Bytes(server.Before.ResidentBytes)} before, {BenchTable.Bytes(server.Defined.ResidentBytes)} with all defined, {BenchTable.Bytes(server.UnderWay.ResidentBytes)} with all under way"
                + $" ({BenchTable.Bytes(Math.Max(0, server.UnderWay.ResidentBytes - server.Before.ResidentBytes) / result.Options.Concurrent)} each), {BenchTable.Bytes(server.Over.ResidentBytes)} at the end with {server.Over.RememberedRuns:N0} ended ones remembered");
        }
        else
        {
            yield return "the server's /metrics did not say what it takes";
        }
    }

    /// <summary>Microseconds, with the unit that fits.</summary>
    public static string Time(double microseconds) => BenchTable.Time(microseconds * 1e3);

    private static string Heading(LoadResult result)
    {
        LoadOptions options = result.Options;
        string how = result.Concurrent is not null ? ""
            : double.IsInfinity(options.Rate) ? ", as fast as the connections take them"
            : string.Create(CultureInfo.InvariantCulture, $", arriving at {options.Rate:N0} a second");
        return string.Create(
            CultureInfo.InvariantCulture, $"{result.Answers:N0} answers and {result.Failures:N0} failures of {options.HostName} in {result.Seconds:0.0} s over {options.Connections} connections{how}");
    }

    private static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
