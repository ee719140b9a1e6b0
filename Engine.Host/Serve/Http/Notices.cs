using System.Threading.Channels;
using Engine.Host.Serve.Catalog;
using Engine.Runtime;

namespace Engine.Host.Serve.Http;

/// <summary>
/// Tells streams what happens in the host. Each stream has a bounded queue; who reads too slowly is told how much was left out. Costs nothing where nobody
/// listens.
/// </summary>
internal sealed class Notices : IDisposable
{
    private const int QueueLength = 1_024;

    /// <summary>Runs whose end is waited for at a time, for those who listen.</summary>
    private const int MaxWatched = 10_000;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private volatile Listener[] _listeners = [];
    private int _streamCount;
    private int _watched;

    /// <summary>Set when streams are to end.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Streams that are open.</summary>
    public int StreamCount => Volatile.Read(ref _streamCount);

    /// <summary>Takes one of the streams that may be open.</summary>
    /// <exception cref="ServeException">There are too many.</exception>
    public IDisposable OpenStream()
    {
        if (Interlocked.Increment(ref _streamCount) > ServeLimits.Streams)
        {
            Interlocked.Decrement(ref _streamCount);
            throw new ServeException(503, $"{ServeLimits.Streams} streams are open, the limit. Close some.") { RetryAfterSeconds = 5 };
        }

        return new Stream(this);
    }

    public Listener Listen(TenantSpace tenant)
    {
        var listener = new Listener(this, tenant);
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }

        return listener;
    }

    public void Tell(TenantSpace tenant, string kind, string workflow, RunId run, string? status)
    {
        foreach (Listener listener in _listeners)
        {
            if (listener.Tenant == tenant)
            {
                listener.Put(new Notice(kind, workflow, run, status));
            }
        }
    }

    /// <summary>A run has started; its end will be told, too.</summary>
    public void Started(TenantSpace tenant, DefinedWorkflow workflow, RunHandle<TaskResults> run)
    {
        if (_listeners.Length == 0)
        {
            return;
        }

        Tell(tenant, "execution_started", workflow.Spec.Id, run.Id, null);
        if (Interlocked.Increment(ref _watched) > MaxWatched)
        {
            Interlocked.Decrement(ref _watched);
            return;
        }

        _ = WatchAsync(tenant, workflow, run);
    }

    public void Close() => _closing.Cancel();

    public void Dispose() => _closing.Dispose();

    private async Task WatchAsync(TenantSpace tenant, DefinedWorkflow workflow, RunHandle<TaskResults> run)
    {
        string status = "completed";
        try
        {
            await run.WaitAsync(Closing).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            status = "cancelled";
        }
        catch (Exception exception)
        {
            // Whatever it was that a body threw.
            status = exception is TimeoutException ? "timed_out" : "failed";
        }
        finally
        {
            Interlocked.Decrement(ref _watched);
        }

        if (!Closing.IsCancellationRequested)
        {
            Tell(tenant, "execution_ended", workflow.Spec.Id, run.Id, status);
        }
    }

    private void Remove(Listener listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners.Where(other => other != listener)];
        }
    }

    /// <summary>The queue of one stream.</summary>
    internal sealed class Listener : IDisposable
    {
        private readonly Notices _notices;
        private readonly Channel<Notice> _queue = Channel.CreateBounded<Notice>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
        private long _missed;

        public Listener(Notices notices, TenantSpace tenant)
        {
            _notices = notices;
            Tenant = tenant;
        }

        public TenantSpace Tenant { get; }

        public ChannelReader<Notice> Reader => _queue.Reader;

        /// <summary>How many were left out since this was asked last.</summary>
        public long TakeMissed() => Interlocked.Exchange(ref _missed, 0);

        public void Put(Notice notice)
        {
            if (!_queue.Writer.TryWrite(notice))
            {
                Interlocked.Increment(ref _missed);
            }
        }

        public void Dispose() => _notices.Remove(this);
    }

    private sealed class Stream(Notices notices) : IDisposable
    {
        private int _isClosed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            {
                Interlocked.Decrement(ref notices._streamCount);
            }
        }
    }
}
