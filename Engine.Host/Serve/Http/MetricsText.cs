using System.Globalization;
using System.Text;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Ingest;

namespace Engine.Host.Serve.Http;

/// <summary>Metrics in the text form of Prometheus.</summary>
internal sealed class MetricsText
{
    private readonly StringBuilder _text = new();

    public void Gauge(string name, string help, double value) => One(name, "gauge", help, value);

    public void Counter(string name, string help, double value) => One(name, "counter", help, value);

    public void Events(IReadOnlyCollection<TenantSpace> tenants)
    {
        Head("engine_events_total", "counter", "Events by what became of them.");
        foreach (TenantSpace tenant in tenants)
        {
            EventCounts counts = tenant.Events.Counts;
            foreach ((string outcome, long count) in ((string, long)[])[("accepted", counts.Accepted), ("duplicate", counts.Duplicates), ("unknown", counts.Unknown), ("invalid", counts.Invalid)])
            {
                Line($"engine_events_total{{tenant=\"{tenant.Name}\",outcome=\"{outcome}\"}}", count);
            }
        }

        Head("engine_dead_letters", "gauge", "Events that are kept as dead letters.");
        foreach (TenantSpace tenant in tenants)
        {
            Line($"engine_dead_letters{{tenant=\"{tenant.Name}\"}}", tenant.Events.Read(0, static (_, dead, _) => dead.Count));
        }
    }

    public void Requests(IReadOnlyList<Route> routes, RouteMetrics refused)
    {
        Head("engine_http_requests_total", "counter", "Requests by route and class of status.");
        foreach (Route route in routes)
        {
            WriteClasses($"method=\"{route.Method}\",route=\"{route.Template}\"", route.Metrics);
        }

        WriteClasses("method=\"\",route=\"(refused)\"", refused);
        Head("engine_http_request_seconds", "histogram", "Time of requests by route.");
        foreach (Route route in routes)
        {
            WriteBuckets($"method=\"{route.Method}\",route=\"{route.Template}\"", route.Metrics);
        }
    }

    public override string ToString() => _text.ToString();

    private void WriteClasses(string labels, RouteMetrics metrics)
    {
        for (int statusClass = 1; statusClass <= 5; statusClass++)
        {
            if (metrics.CountOfClass(statusClass) > 0)
            {
                Line(string.Create(CultureInfo.InvariantCulture, $"engine_http_requests_total{{{labels},status=\"{statusClass}xx\"}}"), metrics.CountOfClass(statusClass));
            }
        }
    }

    private void WriteBuckets(string labels, RouteMetrics metrics)
    {
        long count = 0;
        for (int bucket = 0; bucket <= RouteMetrics.BoundsMicros.Length; bucket++)
        {
            count += metrics.CountOfBucket(bucket);
        }

        if (count == 0)
        {
            return;
        }

        long below = 0;
        for (int bucket = 0; bucket < RouteMetrics.BoundsMicros.Length; bucket++)
        {
            below += metrics.CountOfBucket(bucket);
            Line(string.Create(CultureInfo.InvariantCulture, $"engine_http_request_seconds_bucket{{{labels},le=\"{RouteMetrics.BoundsMicros[bucket] / 1e6}\"}}"), below);
        }

        Line($"engine_http_request_seconds_bucket{{{labels},le=\"+Inf\"}}", count);
        Line($"engine_http_request_seconds_sum{{{labels}}}", metrics.Micros / 1e6);
        Line($"engine_http_request_seconds_count{{{labels}}}", count);
    }

    private void One(string name, string type, string help, double value)
    {
        Head(name, type, help);
        Line(name, value);
    }

    private void Head(string name, string type, string help) => _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private void Line(string name, double value) => _text.Append(name).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
