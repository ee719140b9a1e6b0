namespace Engine.Host.Run;

/// <summary>Tells running bodies that the run is cancelled: a flag for those that compute, a wait for those that sleep.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly ManualResetEvent _event = new(initialState: false);
    private volatile bool _isSet;

    public bool IsSet => _isSet;

    /// <summary>Sets the signal, once and for all.</summary>
    public void Set()
    {
        _isSet = true;
        _event.Set();
    }

    /// <summary>Waits up to a number of milliseconds; true when the signal was set meanwhile.</summary>
    public bool Wait(int milliseconds) => _event.WaitOne(milliseconds);

    public void Dispose() => _event.Dispose();
}
