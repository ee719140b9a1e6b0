namespace Engine.Host.Bench.Queues;

/// <summary>
/// A producer, on the thread that measures, and a consumer on a thread of its own, which sleeps between rounds: others are measured then.
/// Waking it takes some 50 µs, so a round has to be long.
/// </summary>
internal abstract class QueuePair : IDisposable
{
    private readonly Thread _thread;
    private readonly AutoResetEvent _start = new(false);
    private bool _isDone;
    private int _events;
    private volatile bool _isDisposed;

    protected QueuePair()
    {
        _thread = new Thread(ConsumeRounds) { IsBackground = true, Name = "consumer" };
        _thread.Start();
    }

    public TickCheck Check { get; } = new();

    /// <summary>Brings so many events from one thread to the other; returns when the last has been consumed.</summary>
    public void Run(int events)
    {
        Check.Clear();
        _events = events;
        _isDone = false;
        _start.Set();
        Produce(events);
        var spinner = default(SpinWait);
        while (!Volatile.Read(in _isDone))
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _start.Set();
        _thread.Join();
        _start.Dispose();
    }

    /// <summary>Called on the measuring thread.</summary>
    protected abstract void Produce(int events);

    /// <summary>Called on the consumer's thread; gives each event to <see cref="Check"/>.</summary>
    protected abstract void Consume(int events);

    private void ConsumeRounds()
    {
        while (_start.WaitOne() && !_isDisposed)
        {
            Consume(_events);
            Volatile.Write(ref _isDone, true);
        }
    }
}
