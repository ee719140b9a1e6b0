namespace Engine.Tests.Execution;

/// <summary>A thread that completes signals with 1, in the order in which they are handed over, without allocation.</summary>
internal sealed class SignalPump : IDisposable
{
    private readonly Signal?[] _ring = new Signal?[64];
    private readonly Thread _thread;
    private long _posted;
    private volatile bool _stopped;

    public SignalPump()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public ValueTask<long> Wait(Signal signal) => signal.Wait(this);

    public void Post(Signal signal)
    {
        long position = Interlocked.Increment(ref _posted) - 1;
        Volatile.Write(ref _ring[position % _ring.Length], signal);
    }

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Run()
    {
        for (long position = 0; !_stopped;)
        {
            ref Signal? place = ref _ring[position % _ring.Length];
            Signal? signal = Volatile.Read(ref place);
            if (signal is null)
            {
                Thread.Yield();
                continue;
            }

            Volatile.Write(ref place, null);
            position++;
            signal.Complete(1);
        }
    }
}
