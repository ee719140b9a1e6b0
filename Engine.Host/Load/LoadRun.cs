using System.Buffers;
using System.Diagnostics;
using HdrHistogram;

namespace Engine.Host.Load;

/// <summary>
/// Sends requests as they arrive and measures from their arrival: one that had to wait for a free connection has waited. What a connection that was free
/// sends late is this program's fault and does not count; how much that is, is told.
/// </summary>
internal sealed class LoadRun : ILoad
{
    /// <summary>A wait is given to the timer if it is longer than this; the rest is spent yielding.</summary>
    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(1);

    private readonly LoadOptions _options;
    private readonly LoadRequests _requests;
    private readonly LoadSender _sender;
    private readonly LoadSeries _series = new();
    private readonly LongHistogram _ownDelays = RouteTally.NewHistogram();
    private readonly Lock _ownLock = new();
    private LoadArrivals? _arrivals;

    /// <param name="options">What to do.</param>
    /// <param name="stamp">Letters and digits that no other load on the server has.</param>
    public LoadRun(LoadOptions options, string stamp)
    {
        _options = options;
        _requests = new LoadRequests(options, options.HostName, stamp);
        _sender = new LoadSender(options);
    }

    /// <summary>Defines the workflows that the load asks for, and executes each once.</summary>
    /// <exception cref="Cli.UserError">The server is not there, or says no.</exception>
    public async Task PrepareAsync()
    {
        using var connection = new HttpConnection(_options.Address, _options.Timeout);
        var request = new ArrayBufferWriter<byte>();
        if (!_options.Mix.Has(LoadRoute.Execute) && !_options.Mix.Has(LoadRoute.Status) && !_options.Mix.Has(LoadRoute.Events))
        {
            _requests.Write(request, LoadRoute.Health, 0, 0);
            await _sender.ExpectAsync(connection, request, "GET /healthz").ConfigureAwait(false);
            return;
        }

        for (uint number = 0; number < _options.Workflows; number++)
        {
            _requests.WriteCreate(request, _requests.PreparedId(number), number);
            await _sender.ExpectAsync(connection, request, "POST /api/v1/workflows").ConfigureAwait(false);
            _requests.Write(request, LoadRoute.Execute, -1 - number, number);
            await _sender.ExpectAsync(connection, request, "POST /api/v1/workflows/{id}/execute").ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<LoadResult> RunAsync(Action<LoadSecond> onSecond, CancellationToken cancellationToken)
    {
        _arrivals = new LoadArrivals(_options.Rate, _options.Lasts, Stopwatch.Frequency, _options.Seed);
        DateTimeOffset when = TimeProvider.System.GetUtcNow();
        _sender.Begin();
        using var ended = new CancellationTokenSource();
        Task ticking = _series.TickAsync(onSecond, ended.Token);
        var connections = new Task[_options.Connections];
        for (int index = 0; index < connections.Length; index++)
        {
            connections[index] = Task.Run(() => SendAsync(cancellationToken), CancellationToken.None);
        }

        await Task.WhenAll(connections).ConfigureAwait(false);
        double seconds = LoadSender.Microseconds(Now()) / 1e6;
        await ended.CancelAsync().ConfigureAwait(false);
        await ticking.ConfigureAwait(false);
        onSecond(_series.Close());
        return new LoadResult
        {
            Options = _options,
            When = when,
            Seconds = seconds,
            Routes = _sender.Routes(seconds),
            Series = _series.ToList(),
            OwnDelayP99Us = RouteTally.AtPercentile(_ownDelays, 99),
        };
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        using var connection = new HttpConnection(_options.Address, _options.Timeout);
        var request = new ArrayBufferWriter<byte>();
        while (!cancellationToken.IsCancellationRequested && _arrivals!.TryTake(Now(), out long due, out long number, out uint random))
        {
            LoadRoute route = _options.Mix.Choose(random);
            long building = Now();
            _requests.Write(request, route, number, random);
            long begin = due + (Now() - building); // to make a request is not the server's work
            if (await WaitUntilAsync(due, cancellationToken).ConfigureAwait(false))
            {
                begin = Now();
                AddOwnDelay(begin - due);
            }

            await _sender.SendAsync(connection, route, request, begin, _series).ConfigureAwait(false);
        }
    }

    /// <returns>Whether there was anything to wait for.</returns>
    private async ValueTask<bool> WaitUntilAsync(long due, CancellationToken cancellationToken)
    {
        if (Now() >= due)
        {
            return false;
        }

        for (TimeSpan left = Left(due); left > TimeSpan.Zero && !cancellationToken.IsCancellationRequested; left = Left(due))
        {
            if (left > TimerResolution)
            {
                await Task.Delay(left - TimerResolution, CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                await Task.Yield();
            }
        }

        return true;
    }

    private TimeSpan Left(long due) => TimeSpan.FromSeconds((double)(due - Now()) / Stopwatch.Frequency);

    private long Now() => _sender.Now();

    private void AddOwnDelay(long ticks)
    {
        lock (_ownLock)
        {
            _ownDelays.RecordValue(RouteTally.Clamp(LoadSender.Microseconds(ticks)));
        }
    }
}
