using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Engine.Host.Cli;

namespace Engine.Host.Load;

/// <summary>
/// Keeps executions under way, one of each of its workflows: when one has ended, the next is started. The server's stream tells of ends. What it leaves out, or
/// what happens while there is no stream, is noticed because the execution is late: its status is asked for then.
/// </summary>
internal sealed class ConcurrentLoad : ILoad
{
    private const string StreamPath = "/api/v1/stream";

    /// <summary>How often is looked for what is late, and how long until the next try to have a stream.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.5);

    private readonly LoadOptions _options;
    private readonly LoadRequests _requests;
    private readonly LoadSender _sender;
    private ConcurrentRuns? _runs;
    private ServerFigures? _before;
    private volatile bool _isEndMissed;

    /// <param name="options">What to do.</param>
    /// <param name="stamp">Letters and digits that no other load on the server has.</param>
    public ConcurrentLoad(LoadOptions options, string stamp)
    {
        _options = options;
        _requests = new LoadRequests(options, options.HostName, stamp);
        _sender = new LoadSender(options);
    }

    /// <summary>Defines the workflows.</summary>
    /// <exception cref="UserError">The server is not there, or says no.</exception>
    public async Task PrepareAsync()
    {
        using HttpConnection connection = NewConnection();
        var request = new ArrayBufferWriter<byte>();
        _before = await FiguresAsync(connection, request).ConfigureAwait(false);
        var runs = new ConcurrentRun[_options.Concurrent];
        for (uint number = 0; number < runs.Length; number++)
        {
            string workflow = _requests.PreparedId(number);
            WorkflowSize size = _requests.WriteCreate(request, workflow, number);
            await _sender.ExpectAsync(connection, request, "POST /api/v1/workflows").ConfigureAwait(false);
            runs[number] = new ConcurrentRun(number, workflow, size, size.Chain * TimeSpan.FromMilliseconds(_options.DelayMs));
        }

        _runs = new ConcurrentRuns(runs, _options.Timeout);
    }

    /// <inheritdoc/>
    /// <exception cref="UserError">The server has no stream for this client.</exception>
    public async Task<LoadResult> RunAsync(Action<LoadSecond> onSecond, CancellationToken cancellationToken)
    {
        ConcurrentRuns runs = _runs ?? throw new InvalidOperationException("Prepare the load before it runs.");
        using HttpConnection connection = NewConnection();
        var request = new ArrayBufferWriter<byte>();
        ServerFigures? defined = await FiguresAsync(connection, request).ConfigureAwait(false);
        using var ended = new CancellationTokenSource();
        HttpConnection stream = NewConnection();
        try
        {
            await BeginStreamAsync(stream, ended.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            stream.Dispose();
            throw _sender.NotThere($"GET {StreamPath}", exception);
        }

        DateTimeOffset when = TimeProvider.System.GetUtcNow();
        _sender.Begin();
        Task[] working =
        [
            runs.Series.TickAsync(onSecond, ended.Token),
            ListenAsync(stream, ended.Token),
            LookAsync(ended.Token),
            .. Enumerable.Range(0, _options.Connections).Select(_ => Task.Run(StartAsync, CancellationToken.None)),
        ];
        runs.QueueAll();
        Task over = Task.Delay(_options.Lasts, cancellationToken);
        await Task.WhenAny(runs.AllUnderWay, over).ConfigureAwait(false);
        ServerFigures? underWay = await FiguresAsync(connection, request).ConfigureAwait(false);
        await over.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TimeSpan lasted = Now();
        runs.Close(lasted);
        ServerFigures? atEnd = await FiguresAsync(connection, request).ConfigureAwait(false);

        // None of the others ends before, unless it failed as it should not.
        await (await Task.WhenAny([runs.Drained, .. working]).ConfigureAwait(false)).ConfigureAwait(false);
        double seconds = Now().TotalSeconds;
        await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(working).ConfigureAwait(false);
        onSecond(runs.Series.Close());
        return new LoadResult
        {
            Options = _options,
            When = when,
            Seconds = seconds,
            Routes = _sender.Routes(seconds),
            Series = runs.Series.ToList(),
            OwnDelayP99Us = 0,
            Concurrent = runs.Result(_before is { } first && defined is { } second && underWay is { } third && atEnd is { } last
                ? new ServerUse((last.CpuSeconds - second.CpuSeconds) / lasted.TotalSeconds, first, second, third, last)
                : null),
        };
    }

    private async Task StartAsync()
    {
        using HttpConnection connection = NewConnection();
        var request = new ArrayBufferWriter<byte>();
        await foreach (ConcurrentRun run in _runs!.ToStart.ReadAllAsync().ConfigureAwait(false))
        {
            _requests.Write(request, LoadRoute.Execute, run.Number, run.Number);
            long begin = _sender.Now();
            if (_runs.TryBegin(run, Now()))
            {
                HttpAnswer? answer = await _sender.SendAsync(connection, LoadRoute.Execute, request, begin).ConfigureAwait(false);
                _runs.Started(run, answer is { } given && Texts(given.Body, "execution_id") is [var execution] ? execution : null, Now());
            }
        }
    }

    /// <summary>Hears of ends, and takes another stream where one breaks.</summary>
    private async Task ListenAsync(HttpConnection stream, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await ListenAsync(new ServerEvents(OnEvent), stream, ended).ConfigureAwait(false);
                stream.Dispose();
                await Task.Delay(LookEvery, ended).ConfigureAwait(false);
                stream = NewConnection();
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
        finally
        {
            stream.Dispose();
        }
    }

    private async Task ListenAsync(ServerEvents events, HttpConnection stream, CancellationToken ended)
    {
        try
        {
            if (!stream.IsOpen)
            {
                await BeginStreamAsync(stream, ended).ConfigureAwait(false);

                // What has ended since the stream before broke was told to nobody.
                _isEndMissed = true;
            }

            for (ReadOnlyMemory<byte> bytes = await stream.NextChunkAsync(ended).ConfigureAwait(false); !bytes.IsEmpty; bytes = await stream.NextChunkAsync(ended).ConfigureAwait(false))
            {
                events.Feed(bytes.Span);
            }
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // What is told now is not heard, and will be asked for.
        }
    }

    private void OnEvent(string name, ReadOnlyMemory<byte> data)
    {
        if (name == "execution_ended" && Texts(data, "workflow_id", "execution_id", "status") is [var workflow, var execution, var status])
        {
            _runs!.Told(workflow, new EndNotice(execution, status, Now()));
        }
        else if (name == "missed")
        {
            _isEndMissed = true;
        }
    }

    /// <summary>Asks for what is late.</summary>
    private async Task LookAsync(CancellationToken ended)
    {
        using HttpConnection connection = NewConnection();
        var request = new ArrayBufferWriter<byte>();
        using var timer = new PeriodicTimer(LookEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                bool isEndMissed = _isEndMissed;
                _isEndMissed = false;
                foreach (ConcurrentRun run in _runs!.Look(Now(), isEndMissed))
                {
                    await AskAsync(connection, request, run).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
    }

    private async Task AskAsync(HttpConnection connection, ArrayBufferWriter<byte> request, ConcurrentRun run)
    {
        _requests.Write(request, LoadRoute.Status, run.Number, run.Number);
        if (await _sender.SendAsync(connection, LoadRoute.Status, request, _sender.Now()).ConfigureAwait(false) is { } answer
            && Texts(answer.Body, "execution_id", "status", "started_at", "completed_at") is [var execution, var status, var started, var completed]
            && DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, out DateTimeOffset startedAt)
            && DateTimeOffset.TryParse(completed, CultureInfo.InvariantCulture, out DateTimeOffset completedAt))
        {
            _runs!.Found(run, execution, status, completedAt - startedAt, Now());
        }
    }

    /// <summary>What the server says of itself; null where it does not.</summary>
    private async ValueTask<ServerFigures?> FiguresAsync(HttpConnection connection, ArrayBufferWriter<byte> request)
    {
        _requests.WriteGet(request, "/metrics");
        try
        {
            return ServerFigures.Read((await connection.SendAsync(request.WrittenMemory).ConfigureAwait(false)).Body.Span);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            return null;
        }
    }

    private Task BeginStreamAsync(HttpConnection stream, CancellationToken ended)
    {
        var request = new ArrayBufferWriter<byte>();
        _requests.WriteGet(request, StreamPath);
        return stream.BeginStreamAsync(request.WrittenMemory, ended);
    }

    private HttpConnection NewConnection() => new(_options.Address, _options.Timeout);

    private TimeSpan Now() => TimeSpan.FromMicroseconds(LoadSender.Microseconds(_sender.Now()));

    /// <summary>These texts of a JSON object; none where one of them is missing.</summary>
    private static string[] Texts(ReadOnlyMemory<byte> json, params string[] names)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && Array.TrueForAll(names, name => root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String)
                ? Array.ConvertAll(names, name => root.GetProperty(name).GetString()!)
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
