using System.Collections.Concurrent;
using System.Net;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Activities;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Host.Serve.Ingest;
using Engine.Host.Serve.Page;
using Engine.Host.Serve.Routes;
using Engine.Host.Serve.Telemetry;
using Engine.Internal;
using Engine.Runtime;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve;

/// <summary>
/// All that `engine serve` is, but the server: lets requests in, finds who answers them, and turns every failure into a problem document. Owns the host of
/// the runs and the file of definitions.
/// </summary>
internal sealed class ServeApp : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TenantSpace> _tenants = new(StringComparer.Ordinal);
    private readonly DefinitionFile? _definitionFile;
    private readonly DefinitionWriter? _definitions;
    private readonly KeyFile? _keys;
    private readonly RateLimit _rate;
    private readonly TextWriter _error;
    private readonly Readiness _readiness;
    private readonly HostMeter _meter;
    private AuditLog? _audit;
    private volatile bool _isReady;
    private volatile bool _isStopping;

    public ServeApp(ServeOptions options, TextWriter error)
    {
        Options = options;
        _error = TextWriter.Synchronized(error);
        _readiness = new Readiness(_error);
        _keys = options.KeyPath is null ? null : KeyFile.Read(options.KeyPath);
        _rate = new RateLimit(options.Rate, options.TimeProvider);
        Activities = new ActivityCatalog(options.SimulateAgents, options.AddActivities);
        Runs = new WorkflowHost(new WorkflowHostOptions
        {
            Folder = options.Folder,
            ShardCount = options.ShardCount,
            DrainFor = options.DrainFor,
            TimeProvider = options.TimeProvider,
            OpenDisk = options.OpenDisk,
            DiskRefused = _readiness.DiskRefused,
        });
        _definitionFile = options.Folder is null ? null : new DefinitionFile(new FolderDisk(options.Folder));
        _definitions = _definitionFile is null ? null : new DefinitionWriter(_definitionFile);
        Spans = new RunSpans(Runs, Notices.Closing);
        Catalog = new WorkflowCatalog(Runs, Activities, _definitions, options.MaxWorkflows, TenantOf);
        foreach (string tenant in _keys?.Tenants ?? [""])
        {
            TenantOf(tenant);
        }

        Routes = new RouteTable(
        [
            .. WorkflowRoutes.All, .. ExecutionRoutes.All, .. EventRoutes.All, .. StreamRoutes.All, .. SystemRoutes.All, .. PageRoutes.All,
        ]);
        StartedAt = options.TimeProvider.GetTimestamp();
        _meter = new HostMeter(this);
        BenchTrend = new BenchTrendFile(options.BenchHistoryPath);
    }

    public ServeOptions Options { get; }

    public WorkflowHost Runs { get; }

    public WorkflowCatalog Catalog { get; }

    public ActivityCatalog Activities { get; }

    public RouteTable Routes { get; }

    public Notices Notices { get; } = new();

    public RunSpans Spans { get; }

    /// <summary>What tells a collector of the host; null where there is none. It sends what is left when the host has stopped.</summary>
    public OtlpExport? Export { get; init; }

    public BenchTrendFile BenchTrend { get; }

    public StatusAnswers StatusAnswers { get; } = new(ServeLimits.KeptStatusBytes);

    public ByteBudget EventBytes { get; } = new(ServeLimits.EventBytesAtOnce);

    public long StartedAt { get; }

    /// <summary>Requests that found no route, a client without a key, or too many requests.</summary>
    public RouteMetrics Refused { get; } = new();

    public IReadOnlyCollection<TenantSpace> Tenants => [.. _tenants.Values];

    /// <summary>Why it takes no runs; null where it does.</summary>
    public string? WhyNotReady => _readiness.WhyNot(Runs.Health(), _isReady, _isStopping);

    public bool HasKeys => _keys is not null;

    /// <summary>Brings back what the folder has, and begins. O(definitions and live runs).</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // With keys there may be many tenants, and those that send no events shall take no memory for them.
        Task prepared = HasKeys ? Task.CompletedTask : Task.Run(TenantOf("").Events.Prepare, CancellationToken.None);
        foreach (StoredDefinition stored in _definitionFile?.Read() ?? [])
        {
            await Catalog.RestoreAsync(stored).ConfigureAwait(false);
        }

        await Runs.StartAsync(cancellationToken).ConfigureAwait(false);
        _definitions?.Start();
        string? auditPath = Options.AuditPath ?? (HasKeys && Options.Folder is not null ? Path.Combine(Options.Folder, "audit.log") : null);
        _audit = auditPath is null ? null : new AuditLog(auditPath, Options.TimeProvider);
        await FindLatestAsync(cancellationToken).ConfigureAwait(false);
        if (Options.HasSample && !HasKeys && _definitionFile is null or { IsNew: true })
        {
            await Catalog.DefineAsync(TenantOf(""), SampleWorkflow.Create(), cancellationToken).ConfigureAwait(false);
        }

        await prepared.ConfigureAwait(false);
        _isReady = true;
    }

    /// <summary>Ends streams, takes no new runs, and lets what is under way end.</summary>
    public void BeginStop()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            Notices.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        BeginStop();
        await Runs.StopAsync(Options.DrainFor).ConfigureAwait(false);
        _definitions?.Dispose();
        _audit?.Dispose();
        if (Export is not null)
        {
            await Export.DisposeAsync().ConfigureAwait(false);
        }

        _meter.Dispose();
        Catalog.Dispose();
        Notices.Dispose();
    }

    /// <summary>Answers a request. Never throws.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        long begin = Options.TimeProvider.GetTimestamp();
        RouteMetrics metrics = Refused;
        Route? route = null;
        Client client = Client.Local;
        bool isAudited = false;
        try
        {
            route = Routes.Find(http.Request.Method, http.Request.Path.Value, out string id, out string? allowed);
            if (route is null)
            {
                throw NoRoute(http, allowed);
            }

            if (route.Role != Role.None)
            {
                isAudited = route.IsAudited;
                client = Identify(http);
                Allow(http, client, route);
            }

            metrics = route.Metrics;
            await route.Handler(new ServeCall(http, this, client, TenantOf(client.Tenant), id)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await AnswerAsync(http, exception).ConfigureAwait(false);
        }

        TimeSpan elapsed = Options.TimeProvider.GetElapsedTime(begin);
        metrics.Record(http.Response.StatusCode, elapsed);
        _meter.Record(route, http.Response.StatusCode, elapsed);
        if (isAudited)
        {
            WriteAudit(http, client);
        }
    }

    public TenantSpace TenantOf(string name) => _tenants.GetOrAdd(
        name, static (name, options) => new TenantSpace(name, options.EventWindow, options.DeadLetters, options.TimeProvider), Options);

    private static ServeException NoRoute(HttpContext http, string? allowed)
    {
        if (allowed is null)
        {
            return new ServeException(404, $"There is nothing at {ServeCall.Shown(http.Request.Path.Value ?? "")}. /openapi.json says what there is.");
        }

        http.Response.Headers.Allow = allowed;
        return new ServeException(405, $"{ServeCall.Shown(http.Request.Path.Value ?? "")} takes {allowed}, not {ServeCall.Shown(http.Request.Method)}.");
    }

    private Client Identify(HttpContext http)
    {
        if (_keys is null)
        {
            RequestOrigin.Check(http.Request);
            return Client.Local;
        }

        if (_keys.Find(RequestOrigin.KeyOf(http.Request)) is { } found)
        {
            return found;
        }

        // Guesses are slowed down by address.
        throw _rate.TryTake($"address {http.Connection.RemoteIpAddress}")
            ? new ServeException(401, "No valid key. Send one that the key file knows: 'Authorization: Bearer KEY', or 'X-API-Key: KEY'.")
            : TooMany();
    }

    private void Allow(HttpContext http, Client client, Route route)
    {
        if (Options.Rate != 0 && !_rate.TryTake(client.Name.Length > 0 ? $"key {client.Tenant} {client.Name}" : $"address {http.Connection.RemoteIpAddress}"))
        {
            throw TooMany();
        }

        if ((client.Roles & route.Role) != route.Role)
        {
            throw new ServeException(403, $"The key '{client.Name}' may not do this: it takes the role {route.Role.ToString().ToLowerInvariant()}. Ask for a key with it.");
        }
    }

    private ServeException TooMany() => new(429, $"More than {Options.Rate} requests a second. Ask less often.") { RetryAfterSeconds = 1 };

    private async Task AnswerAsync(HttpContext http, Exception exception)
    {
        if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
            return;
        }

        ServeException problem = exception switch
        {
            ServeException known => known,
            EventFormatException format => new ServeException(400, $"{format.Message} Nothing of the batch was taken.") { Offset = format.Offset, EventIndex = format.EventIndex },
            BadHttpRequestException bad => OfServer(bad),
            RequestRefusedException { Refusal: Refusal.HasRuns or Refusal.WorkflowRemoved } refused => new ServeException(409, refused.Message),
            RequestRefusedException refused => new ServeException(refused.Refusal == Refusal.TooManyRequests ? 429 : 503, refused.Message) { RetryAfterSeconds = 1 },
            RunNotFoundException unknown => new ServeException(404, unknown.Message),
            RunHeldException held => new ServeException(409, held.Message),
            HostStoppedException => new ServeException(503, "The host stops. Ask the next process.") { RetryAfterSeconds = 1 },
            JournalException journal => new ServeException(503, $"The journal has failed: {journal.Message}"),
            _ => Internal(exception),
        };
        try
        {
            http.Response.Clear();
            if (problem.Status is 405 or 401)
            {
                // Cleared with the rest.
                if (problem.Status == 401)
                {
                    http.Response.Headers.WWWAuthenticate = "Bearer";
                }
                else
                {
                    Routes.Find("", http.Request.Path.Value, out _, out string? allowed);
                    http.Response.Headers.Allow = allowed;
                }
            }

            await Problem.SendAsync(http, problem).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or InvalidOperationException)
        {
            // Who asked has gone.
            http.Abort();
        }
    }

    private static ServeException OfServer(BadHttpRequestException bad) => bad.StatusCode switch
    {
        413 => new ServeException(413, "The body is larger than this address takes. Send less at a time."),
        408 => new ServeException(408, "The body came too slowly. Send it faster, or less at a time."),
        _ => new ServeException(bad.StatusCode is >= 400 and < 500 ? bad.StatusCode : 400, $"The request is not right: {bad.Message}"),
    };

    private ServeException Internal(Exception exception)
    {
        Cli.ErrorLine.Write(_error, $"engine serve: internal error, {exception.GetType().Name}: {exception.Message}");
        if (Environment.GetEnvironmentVariable("ENGINE_STACKTRACE") == "1")
        {
            _error.WriteLine(exception);
        }

        return new ServeException(500, "Something went wrong inside. The log of the host says what.");
    }

    private void WriteAudit(HttpContext http, Client client)
    {
        try
        {
            _audit?.Write(client, http.Connection.RemoteIpAddress?.ToString(), http.Request.Method, http.Request.Path.Value ?? "", http.Response.StatusCode);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            Cli.ErrorLine.Write(_error, $"engine serve: audit log: {exception.Message}");
        }
    }

    /// <summary>Which run of each workflow started last, from what the host has. O(runs).</summary>
    private async Task FindLatestAsync(CancellationToken cancellationToken)
    {
        var latest = new Dictionary<string, (RunId Id, DateTimeOffset StartedAt)>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            RunPage page = await Runs.ListAsync(new RunQuery { PageSize = 10_000, After = after }, cancellationToken).ConfigureAwait(false);
            foreach (RunSummary run in page.Runs)
            {
                if (!latest.TryGetValue(run.Workflow, out (RunId Id, DateTimeOffset StartedAt) known) || (run.StartedAt, run.Id.Value).CompareTo((known.StartedAt, known.Id.Value)) > 0)
                {
                    latest[run.Workflow] = (run.Id, run.StartedAt);
                }
            }

            after = page.Next;
        }
        while (after is not null);

        foreach (TenantSpace tenant in Tenants)
        {
            foreach (DefinedWorkflow workflow in tenant.After(0, int.MaxValue, static _ => true))
            {
                if (latest.TryGetValue(workflow.Hosted.Name, out (RunId Id, DateTimeOffset StartedAt) run))
                {
                    workflow.SetLatest(run.Id, tenant.Events);
                }
            }
        }
    }
}
