namespace Engine.Internal;

/// <summary>
/// Writes what a <see cref="SegmentJournal"/> is given, on a thread of its own: a sync blocks, and nobody else shall wait for it. It
/// sleeps while there is nothing to write.
/// </summary>
internal sealed class JournalThread : IDisposable
{
    /// <summary>How long it waits for room on a full disk before it looks again.</summary>
    private const int NoRoomMs = 100;

    private readonly Doze _doze = new();
    private readonly Action _written;
    private readonly Action<IOException?>? _refused;
    private readonly Thread _thread;
    private SegmentWriter? _writer;
    private bool _isRefused;
    private volatile bool _isStopping;

    /// <param name="name">Of the thread.</param>
    /// <param name="written">Called on the thread when more is on the disk, and when nothing more will be.</param>
    /// <param name="refused">Called on the thread when the disk begins to take nothing more, with the reason, and with null when it takes it again.</param>
    public JournalThread(string name, Action written, Action<IOException?>? refused = null)
    {
        _written = written;
        _refused = refused;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    public void Start(SegmentWriter writer)
    {
        _writer = writer;
        _thread.Start();
    }

    /// <summary>Says that there is something to write. Any thread.</summary>
    public void Wake() => _doze.Wake();

    /// <summary>Writes what has been handed over and ends the thread.</summary>
    public void Dispose()
    {
        _isStopping = true;
        if (_writer is not null)
        {
            _doze.Shake();
            _thread.Join();
        }

        _doze.Dispose();
    }

    private void Run()
    {
        SegmentWriter writer = _writer!;
        while (true)
        {
            switch (writer.WriteNext())
            {
                case WriteOutcome.Written:
                    TellRefusal(null);
                    _written();
                    break;
                case WriteOutcome.NoRoom when !_isStopping:
                    TellRefusal(writer.Refusal);
                    _doze.Sleep(NoRoomMs);
                    break;
                default:
                    if (writer.Failure is not null)
                    {
                        _written();
                        return;
                    }

                    if (_isStopping)
                    {
                        return;
                    }

                    Sleep(writer);
                    break;
            }
        }
    }

    /// <summary>Tells the begin and the end, and not each attempt between.</summary>
    private void TellRefusal(IOException? refusal)
    {
        if (refusal is not null != _isRefused)
        {
            _isRefused = refusal is not null;
            _refused?.Invoke(refusal);
        }
    }

    private void Sleep(SegmentWriter writer)
    {
        _doze.Announce();
        if (!writer.HasWork && !_isStopping)
        {
            _doze.Sleep();
        }

        _doze.Rise();
    }
}
