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

        Head("engine_http_request_slowest_seconds", "gauge", "The longest that a request has taken since the host started.");
        foreach (Route route in routes)
        {
            if (route.Metrics.SlowestMicros > 0)
            {
                Line($"engine_http_request_slowest_seconds{{method=\"{route.Method}\",route=\"{route.Template}\"}}", route.Metrics.SlowestMicros / 1e6);
            }
        }
    }

    /// <summary>What the process takes, and what the runtime does beside: collections and how long they held all threads up, and the queue of the thread pool.</summary>
    public void Runtime()
    {
        Counter("process_cpu_seconds_total", "Processor time of the process, in the system's calls too.", Environment.CpuUsage.TotalTime.TotalSeconds);
        Gauge("process_resident_memory_bytes", "Memory of the process.", Environment.WorkingSet);
        Gauge("dotnet_gc_heap_bytes", "Bytes on the managed heap.", GC.GetTotalMemory(forceFullCollection: false));
        Counter("dotnet_gc_allocated_bytes_total", "Bytes allocated.", GC.GetTotalAllocatedBytes());
        Head("dotnet_gc_collections_total", "counter", "Collections by generation; one of a higher generation counts for the lower ones, too.");
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"dotnet_gc_collections_total{{generation=\"{generation}\"}}"), GC.CollectionCount(generation));
        }

        Counter("dotnet_gc_pause_seconds_total", "Time for which collections held all threads up.", GC.GetTotalPauseDuration().TotalSeconds);
        Gauge("dotnet_thread_pool_threads", "Threads of the pool.", ThreadPool.ThreadCount);
        Gauge("dotnet_thread_pool_queue_length", "Work that waits for a thread of the pool.", ThreadPool.PendingWorkItemCount);
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
