using System.Globalization;
using Engine.Host.Render;

namespace Engine.Host.Load;

/// <summary>Writes what a load has measured as one HTML page without scripts: tables, and charts as SVG.</summary>
internal static class LoadPage
{
    private const string Style = """
        <style>
        :root{color-scheme:light dark;--fg:#18212e;--mu:#566172;--bg:#ffffff;--card:#f5f7fa;--line:#dfe4ea;--a:#2a6fb8;--b:#c8281e;--c:#0f7b52;--d:#8a5a00}
        @media (prefers-color-scheme:dark){:root{--fg:#e7ecf3;--mu:#a3afbf;--bg:#12171e;--card:#1a212b;--line:#2c3643;--a:#6aa9e9;--b:#ff6b5e;--c:#4cc796;--d:#e0b050}}
        body{font:15px/1.5 "Segoe UI","Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans",sans-serif;color:var(--fg);background:var(--bg);max-width:960px;margin:0 auto;padding:16px}
        h1{font-size:24px}h2{font-size:17px;margin:28px 0 6px}p{margin:6px 0;color:var(--mu)}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:5px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
        th:first-child,td:first-child{text-align:left}.bad{color:var(--b);font-weight:600}
        svg{width:100%;height:auto;background:var(--card);border:1px solid var(--line);border-radius:6px}svg text{font-size:12px;fill:var(--mu)}
        .g{stroke:var(--line)}.l{fill:none;stroke-width:2}.a{stroke:var(--a)}.b{stroke:var(--b)}.c{stroke:var(--c)}.d{stroke:var(--d)}
        .ka{color:var(--a)}.kb{color:var(--b)}.kc{color:var(--c)}.kd{color:var(--d)}
        </style>
        """;

    public static void Write(TextWriter output, LoadResult result)
    {
        var page = new SvgWriter(output);
        page.WriteRaw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Write($"<title>Load on {result.Options.HostName}</title>");
        page.WriteRaw(Style);
        page.Write($"</head><body><h1>Load on {result.Options.HostName}</h1>");
        string what = result.Concurrent is not null ? $"{Count(result.Options.Concurrent)} executions are kept under way."
            : $"requests {(double.IsInfinity(result.Options.Rate) ? "as fast as the connections take them" : $"arriving independently of each other at {Count(result.Options.Rate)} a second")}. Latencies are measured from the arrival of a request: what waits for a free connection has waited.";
        page.Write($"<p>{result.When.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, {Count(Math.Round(result.Seconds, 1))} s, {Count(result.Options.Connections)} connections, {what}</p>");
        WriteTable(page, result);
        IReadOnlyList<LoadSecond> series = result.Series;
        WriteChart(page, result.Concurrent is null ? "Answers a second" : "Executions that ended, a second", "by second", Count, [new ChartLine(result.Concurrent is null ? "answers" : "ended", "a", [.. series.Select(static one => (double)one.Answers)]), new ChartLine("failed", "b", [.. series.Select(static one => (double)one.Failures)])]);
        WriteChart(page, result.Concurrent is null ? "Latency" : "Overhead", "by second", LoadTable.Time,
        [
            new ChartLine("p50", "c", [.. series.Select(static one => one.P50Us)]),
            new ChartLine("p99", "a", [.. series.Select(static one => one.P99Us)]),
            new ChartLine("longest", "b", [.. series.Select(static one => one.MaxUs)]),
        ]);
        foreach (RouteResult route in result.Rows.Where(static route => route.Answers > 0))
        {
            WriteCurve(page, route);
        }

        page.WriteRaw("</body></html>\n");
    }

    private static void WriteTable(SvgWriter page, LoadResult result)
    {
        page.WriteRaw("<h2>Routes</h2><div class=\"scroll\"><table><thead><tr><th>route</th><th>answers</th><th>a second</th><th>p50</th><th>p99</th><th>p99.9</th><th>longest</th><th>failed</th></tr></thead><tbody>\n");
        foreach (RouteResult route in result.Rows)
        {
            page.Write($"<tr><td>{route.Name}</td><td>{Count(route.Answers)}</td><td>{Count(route.PerSecond)}</td><td>{LoadTable.Time(route.P50Us)}</td><td>{LoadTable.Time(route.P99Us)}</td><td>{LoadTable.Time(route.P999Us)}</td><td>{LoadTable.Time(route.MaxUs)}</td>");
            page.WriteRaw(route.Failures > 0 ? "<td class=\"bad\">" : "<td>");
            page.Write($"{Count(route.Failures)}</td></tr>");
        }

        page.WriteRaw("</tbody></table></div>\n");
        if (result.EventsPerSecond > 0)
        {
            page.Write($"<p>{Count(result.EventsPerSecond)} events a second, in batches of {Count(result.Options.BatchSize)}.</p>");
        }

        foreach (string line in LoadTable.Concurrent(result))
        {
            page.Write($"<p>{line}</p>");
        }

        foreach (RouteResult route in result.Rows)
        {
            foreach ((string reason, long times) in route.Reasons.OrderByDescending(static one => one.Value))
            {
                page.Write($"<p class=\"bad\">{route.Name} failed {Count(times)} times: {reason}</p>");
            }
        }
    }

    private static void WriteChart(SvgWriter page, string title, string across, Func<double, string> label, IReadOnlyList<ChartLine> lines)
    {
        WriteHeading(page, title, across, lines);
        double top = ChartFrame.Top(lines.SelectMany(static line => line.Values));
        int count = lines.Max(static line => line.Values.Count);
        var frame = new ChartFrame(page, label, top, 0, count, static at => at.ToString("0", CultureInfo.InvariantCulture));
        frame.Begin(title);
        foreach (ChartLine line in lines)
        {
            frame.Line(line.Style, [.. line.Values.Select(static (value, index) => (index + 0.5, value))]);
        }

        frame.End();
    }

    /// <summary>Latency over the share of requests, where each further nine takes as much room.</summary>
    private static void WriteCurve(SvgWriter page, RouteResult route)
    {
        // The share beyond as a number of nines: 0 % at 0, 90 % at 1, 99 % at 2. The last point stands for the longest.
        double last = Math.Max(1, Math.Ceiling(Math.Log10(Math.Max(10, route.Answers))));
        (double X, double Us)[] points = [.. route.Curve.Select(point => (Math.Min(last, point.Percent >= 100 ? last : -Math.Log10(1 - (point.Percent / 100))), point.Us))];
        ChartLine line = new("latency", "a", [.. points.Select(static point => point.Us)]);
        string title = $"{route.Name}: how long answers take";
        WriteHeading(page, title, "by the share of them that take no longer", [line]);
        var frame = new ChartFrame(page, LoadTable.Time, ChartFrame.Top(line.Values), 0, last, at => at >= last ? "all" : (100 - (100 * Math.Pow(10, -at))).ToString("0.####", CultureInfo.InvariantCulture) + " %");
        frame.Begin(title);
        frame.Line(line.Style, points);
        frame.End();
    }

    private static void WriteHeading(SvgWriter page, string title, string across, IReadOnlyList<ChartLine> lines)
    {
        page.Write($"<h2>{title}</h2><p>{across}");
        if (lines.Count > 1)
        {
            foreach (ChartLine line in lines)
            {
                page.Write($" <b class=\"k{line.Style}\">{line.Name}</b>");
            }
        }

        page.WriteRaw("</p>\n");
    }

    private static string Count(double count) => count.ToString("#,0.#", CultureInfo.InvariantCulture);
}
