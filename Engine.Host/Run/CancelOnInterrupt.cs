using System.Runtime.InteropServices;

namespace Engine.Host.Run;

/// <summary>While it lives, the first Ctrl-C cancels a run; the second finds the default behaviour, which ends the process.</summary>
internal sealed class CancelOnInterrupt : IDisposable
{
    private readonly IGraphExecutor _executor;
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration _registration;
    private bool _isOver;

    public CancelOnInterrupt(IGraphExecutor executor)
    {
        _executor = executor;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt);
    }

    public void Dispose()
    {
        // A handler may be on its way on another thread; it must not find a disposed executor.
        lock (_lock)
        {
            _isOver = true;
        }

        _registration.Dispose();
    }

    private void OnInterrupt(PosixSignalContext context)
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _isOver = true;
                context.Cancel = true;
                _executor.Cancel();
            }
        }
    }
}
