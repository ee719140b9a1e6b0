using System.Runtime.InteropServices;
using Engine.Host.Bench.Durable;

namespace Engine.Host.Cli;

/// <summary>
/// While it lives, the signals that ask a process to end (Ctrl-C, kill, a closed terminal) first take away its unfinished
/// files. A command that can stop in an orderly way hears of the first signal instead; the second one ends the process.
/// </summary>
internal sealed class EndSignals : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly bool _isOrderly;
    private Action? _stop;
    private bool _isOver;

    /// <param name="isOrderly">Whether somebody will call <see cref="StopWith"/>: then the first signal does not end the process.</param>
    public EndSignals(bool isOrderly)
    {
        _isOrderly = isOrderly;
        _registrations = Array.ConvertAll(Signals, signal => PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <summary>What a command that was stopped exits with: 128 and the number of the first signal.</summary>
    public int ExitCode { get; private set; } = Cli.ExitCode.Cancelled;

    /// <summary>Whether the first signal has come.</summary>
    public bool HasCome { get; private set; }

    /// <summary>Says how to stop; called at once if the signal has come already.</summary>
    public void StopWith(Action stop)
    {
        lock (_lock)
        {
            _stop = stop;
            if (HasCome)
            {
                stop();
            }
        }
    }

    public void Dispose()
    {
        // A handler may be on its way on another thread; it must not call what is gone.
        lock (_lock)
        {
            _isOver = true;
            _stop = null;
        }

        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    /// <summary>Acts on a signal; true: the process goes on.</summary>
    internal bool Receive(PosixSignal signal)
    {
        lock (_lock)
        {
            if (_isOver || !_isOrderly || HasCome)
            {
                OutputFile.DeleteUnfinished();
                BenchFolder.DeleteOpen();
                return false;
            }

            HasCome = true;
            ExitCode = signal switch
            {
                PosixSignal.SIGTERM => Cli.ExitCode.Terminated,
                PosixSignal.SIGHUP => Cli.ExitCode.HungUp,
                _ => Cli.ExitCode.Cancelled,
            };
            _stop?.Invoke();
            return true;
        }
    }

    private void OnSignal(PosixSignalContext context) => context.Cancel = Receive(context.Signal);
}
