using Engine.Host.Cli;

namespace Engine.Host.Serve.Telemetry;

/// <summary>
/// Sends metrics and spans of the host to a collector, as the standard variables of the environment say. Without an endpoint there is none: nothing is
/// made, nobody listens to the instruments, and they cost nothing.
/// </summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    /// <summary>How long the end may take: then what is left stays unsent.</summary>
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    /// <summary>Spans are tried again so often, after one second, two, four and eight; metrics come again by themselves.</summary>
    private const int SpanRetries = 4;

    private readonly OtlpSettings _settings;
    private readonly TextWriter _error;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _work;

    private OtlpExport(OtlpSettings settings, TextWriter error, TimeProvider time)
    {
        _settings = settings;
        _error = error;
        _time = time;

        // They listen from here on, not from when the pool has a thread.
        MetricReader? metrics = settings.Metrics is null ? null : new MetricReader(new HashSet<string> { HostMeter.Name, MetricsObserver.MeterName, "System.Runtime" }, time);
        SpanReader? spans = settings.Traces is null ? null : new SpanReader(RunSpans.SourceName, settings);
        _work = Task.WhenAll(
            metrics is null ? Task.CompletedTask : Task.Run(() => SendMetricsAsync(metrics, settings.Metrics!)),
            spans is null ? Task.CompletedTask : Task.Run(() => SendSpansAsync(spans, settings.Traces!)));
    }

    /// <summary>Begins to export; null where nothing says to whom.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <param name="error">Is told when a collector does not take what it is sent, and when it does again.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UserError">A variable is wrong.</exception>
    public static OtlpExport? Start(Func<string, string?> variable, TextWriter error, TimeProvider time) =>
        OtlpSettings.Read(variable) is { } settings ? new OtlpExport(settings, error, time) : null;

    /// <summary>Sends what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _work.WaitAsync(EndWithin, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_work.IsCompleted)
        {
            _ending.Dispose();
        }
    }

    private async Task SendMetricsAsync(MetricReader metrics, OtlpTarget target)
    {
        using MetricReader _ = metrics;
        using var sender = new OtlpSender(target);
        bool isBroken = false;
        do
        {
            await PauseAsync(_settings.MetricInterval).ConfigureAwait(false);
            string? reason = await sender.SendAsync(metrics.Read(_settings.Resource)).ConfigureAwait(false);
            Tell("metrics", reason, ref isBroken);
        }
        while (!_ending.IsCancellationRequested);
    }

    private async Task SendSpansAsync(SpanReader spans, OtlpTarget target)
    {
        using SpanReader _ = spans;
        using var sender = new OtlpSender(target);
        bool isBroken = false;
        do
        {
            await PauseAsync(_settings.SpanDelay).ConfigureAwait(false);
            for (ReadOnlyMemory<byte> batch; !(batch = spans.Read(_settings.Resource, _settings.SpanBatch)).IsEmpty;)
            {
                string? reason = await sender.SendAsync(batch).ConfigureAwait(false);
                for (int retry = 0; reason is not null && retry < SpanRetries && !_ending.IsCancellationRequested; retry++)
                {
                    Tell("spans", reason, ref isBroken);
                    await PauseAsync(TimeSpan.FromSeconds(1 << retry)).ConfigureAwait(false);
                    reason = await sender.SendAsync(batch).ConfigureAwait(false);
                }

                Tell("spans", reason, ref isBroken);
            }

            if (spans.TakeDropped() is > 0 and var dropped)
            {
                ErrorLine.Write(_error, $"engine serve: {dropped} spans came faster than they were sent, and were dropped. Raise OTEL_BSP_MAX_QUEUE_SIZE, or sample with OTEL_TRACES_SAMPLER.");
            }
        }
        while (!_ending.IsCancellationRequested);
    }

    /// <summary>Waits, or until the end.</summary>
    private Task PauseAsync(TimeSpan delay) => Task.Delay(delay, _time, _ending.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Says when sending begins to fail and when it works again, not each time.</summary>
    private void Tell(string what, string? reason, ref bool isBroken)
    {
        if (isBroken != (reason is not null))
        {
            isBroken = reason is not null;
            ErrorLine.Write(_error, isBroken ? $"engine serve: {what} are not taken by the collector: {reason}" : $"engine serve: {what} are taken by the collector again.");
        }
    }
}
