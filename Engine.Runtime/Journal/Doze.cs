namespace Engine.Internal;

/// <summary>How one thread sleeps until another has something for it: the waker pays a fence, and a call of the system only where the other sleeps.</summary>
internal sealed class Doze : IDisposable
{
    private readonly AutoResetEvent _wake = new(initialState: false);
    private int _isAsleep;

    /// <summary>Something has come. Any thread. A full fence.</summary>
    public void Wake()
    {
        // What came must be visible before the flag is read: else the thread could fall asleep beside it.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAsleep) != 0 && Interlocked.Exchange(ref _isAsleep, 0) != 0)
        {
            _wake.Set();
        }
    }

    /// <summary>Before the sleeper looks once more whether something has come: whoever brings it later sees the flag. A full fence.</summary>
    public void Announce() => Interlocked.Exchange(ref _isAsleep, 1);

    /// <summary>It does not sleep, or not any more.</summary>
    public void Rise() => Volatile.Write(ref _isAsleep, 0);

    /// <summary>Sleeps until it is woken or shaken.</summary>
    public void Sleep() => _wake.WaitOne();

    /// <summary>The same, but not longer than so many milliseconds.</summary>
    public void Sleep(int milliseconds) => _wake.WaitOne(milliseconds);

    /// <summary>Wakes it whether it sleeps or is about to.</summary>
    public void Shake() => _wake.Set();

    public void Dispose() => _wake.Dispose();
}
