using System.Buffers;
using System.Diagnostics;
using Engine.Host.Cli;
using HdrHistogram;

namespace Engine.Host.Load;

/// <summary>
/// Sends requests as they arrive and measures from their arrival: one that had to wait for a free connection has waited. What a connection that was free
/// sends late is this program's fault and does not count; how much that is, is told.
/// </summary>
internal sealed class LoadRun
{
    /// <summary>A wait is given to the timer if it is longer than this; the rest is spent yielding.</summary>
    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(1);

    private readonly LoadOptions _options;
    private readonly LoadRequests _requests;
    private readonly RouteTally[] _tallies = [.. Enum.GetValues<LoadRoute>().Select(static route => new RouteTally(route))];
    private readonly LoadSeries _series = new();
    private readonly LongHistogram _ownDelays = RouteTally.NewHistogram();
    private readonly Lock _ownLock = new();
    private LoadArrivals? _arrivals;
    private long _start;

    /// <param name="options">What to do.</param>
    /// <param name="stamp">Letters and digits that no other load on the server has.</param>
    public LoadRun(LoadOptions options, string stamp)
    {
        _options = options;
        _requests = new LoadRequests(options, options.HostName, stamp);
    }

    /// <summary>Defines the workflows that the load asks for, and executes each once.</summary>
    /// <exception cref="UserError">The server is not there, or says no.</exception>
    public async Task PrepareAsync()
    {
        using var connection = new HttpConnection(_options.Address, _options.Timeout);
        var request = new ArrayBufferWriter<byte>();
        if (!_options.Mix.Has(LoadRoute.Execute) && !_options.Mix.Has(LoadRoute.Status) && !_options.Mix.Has(LoadRoute.Events))
        {
            _requests.Write(request, LoadRoute.Health, 0, 0);
            await ExpectAsync(connection, request, "GET /healthz").ConfigureAwait(false);
            return;
        }

        for (uint number = 0; number < _options.Workflows; number++)
        {
            _requests.WriteCreate(request, _requests.PreparedId(number), number);
            await ExpectAsync(connection, request, "POST /api/v1/workflows").ConfigureAwait(false);
            _requests.Write(request, LoadRoute.Execute, -1 - number, number);
            await ExpectAsync(connection, request, "POST /api/v1/workflows/{id}/execute").ConfigureAwait(false);
        }
    }

    /// <summary>Runs the load.</summary>
    /// <param name="onSecond">Gets each second as it ends.</param>
    /// <param name="cancellationToken">No more arrive; what is under way is waited for.</param>
    public async Task<LoadResult> RunAsync(Action<LoadSecond> onSecond, CancellationToken cancellationToken)
    {
        _arrivals = new LoadArrivals(_options.Rate, _options.Lasts, Stopwatch.Frequency, _options.Seed);
        DateTimeOffset when = TimeProvider.System.GetUtcNow();
        _start = Stopwatch.GetTimestamp();
        using var ended = new CancellationTokenSource();
        Task ticking = TickAsync(onSecond, ended.Token);
        var connections = new Task[_options.Connections];
        for (int index = 0; index < connections.Length; index++)
        {
            connections[index] = Task.Run(() => SendAsync(cancellationToken), CancellationToken.None);
        }

        await Task.WhenAll(connections).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        await ended.CancelAsync().ConfigureAwait(false);
        await ticking.ConfigureAwait(false);
        onSecond(_series.Close());
        return new LoadResult
        {
            Options = _options,
            When = when,
            Seconds = seconds,
            Routes = [.. _tallies.Where(tally => _options.Mix.Has(tally.Route)).Select(tally => tally.Result(seconds))],
            Series = _series.ToList(),
            OwnDelayP99Us = RouteTally.AtPercentile(_ownDelays, 99),
        };
    }

    private async Task TickAsync(Action<LoadSecond> onSecond, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                onSecond(_series.Close());
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
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

            await SendAsync(connection, route, request, begin).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(HttpConnection connection, LoadRoute route, ArrayBufferWriter<byte> request, long begin)
    {
        RouteTally tally = _tallies[(int)route];
        string? reason;
        try
        {
            HttpAnswer answer = await connection.SendAsync(request.WrittenMemory).ConfigureAwait(false);
            reason = answer.Status == ExpectedStatus(route) ? null : $"status {answer.Status}";
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            reason = exception.Message;
        }

        if (reason is null)
        {
            double microseconds = (Now() - begin) * 1e6 / Stopwatch.Frequency;
            tally.Add(microseconds);
            _series.Add(microseconds);
        }
        else
        {
            tally.Fail(reason);
            _series.Fail();
        }
    }

    private static int ExpectedStatus(LoadRoute route) => route == LoadRoute.Create ? 201 : 200;

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

    private long Now() => Stopwatch.GetTimestamp() - _start;

    private void AddOwnDelay(long ticks)
    {
        lock (_ownLock)
        {
            _ownDelays.RecordValue(RouteTally.Clamp(ticks * 1e6 / Stopwatch.Frequency));
        }
    }

    private async Task ExpectAsync(HttpConnection connection, ArrayBufferWriter<byte> request, string what)
    {
        HttpAnswer answer;
        try
        {
            answer = await connection.SendAsync(request.WrittenMemory).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            throw new UserError($"load: {what} at {_options.HostName}: {exception.Message}. Start the server with 'engine serve', or name another one.");
        }

        if (answer.Status is not (200 or 201))
        {
            string said = System.Text.Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 500)]);
            throw new UserError($"load: {what} at {_options.HostName} was answered with {answer.Status}: {said}");
        }
    }
}
