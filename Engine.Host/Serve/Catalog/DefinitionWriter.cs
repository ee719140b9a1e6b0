namespace Engine.Host.Serve.Catalog;

/// <summary>
/// Writes definitions to a <see cref="DefinitionFile"/> on a thread of its own, in the order in which they came: a sync blocks, and nobody who serves requests shall
/// wait for it. What comes while the disk is busy is written together, with one sync.
/// </summary>
internal sealed class DefinitionWriter : IDisposable
{
    /// <summary>What may wait for the disk.</summary>
    public const int MaxWaitingBytes = 64 << 20;

    private readonly object _gate = new();
    private readonly DefinitionFile _file;
    private readonly Thread _thread;
    private DefinitionFrames _waiting = new();
    private DefinitionFrames _written = new();
    private TaskCompletionSource _onDisk = NewCompletion();
    private bool _hasStarted;
    private bool _isStopping;

    /// <param name="file">Has been read. It is disposed of with the writer.</param>
    public DefinitionWriter(DefinitionFile file)
    {
        _file = file;
        _thread = new Thread(Run) { Name = "engine definitions", IsBackground = true };
    }

    /// <summary>Opens the file and begins. The caller has the folder's lock.</summary>
    /// <exception cref="Cli.UserError">The file is not what was read any more.</exception>
    public void Start()
    {
        _file.Open();
        _thread.Start();
        _hasStarted = true;
    }

    /// <summary>Writes a definition behind all that came before. The bytes are copied. Any thread; O(bytes).</summary>
    /// <returns>Completes when it is on the disk.</returns>
    /// <exception cref="IOException">(In the task.) The disk did not take it.</exception>
    public Task AppendAsync(string tenant, ReadOnlyMemory<byte> content) =>
        EnqueueAsync((tenant, content), static (frames, one) => frames.AddDefinition(one.tenant, one.content.Span));

    /// <summary>Writes that a definition was removed. Any thread; O(bytes of the id).</summary>
    /// <param name="tenant">Whose it was.</param>
    /// <param name="workflow">Its id.</param>
    /// <param name="contentBytes">What it takes in the file.</param>
    /// <returns>Completes when it is on the disk.</returns>
    /// <exception cref="IOException">(In the task.) The disk did not take it.</exception>
    public Task AppendRemovalAsync(string tenant, string workflow, int contentBytes) =>
        EnqueueAsync((tenant, workflow, contentBytes), static (frames, one) => frames.AddRemoval(one.tenant, one.workflow, one.contentBytes));

    /// <summary>Writes what has come, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.Pulse(_gate);
        }

        if (_hasStarted)
        {
            _thread.Join();
        }

        _file.Dispose();
    }

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task EnqueueAsync<TEntry>(TEntry entry, Action<DefinitionFrames, TEntry> add)
    {
        lock (_gate)
        {
            if (WhyNot() is { } failure)
            {
                return Task.FromException(failure);
            }

            add(_waiting, entry);
            Monitor.Pulse(_gate);
            return _onDisk.Task;
        }
    }

    private IOException? WhyNot() => _isStopping ? new IOException("The host stops.")
        : _waiting.Length >= MaxWaitingBytes ? new IOException($"{_waiting.Length} bytes of definitions wait for the disk; {MaxWaitingBytes} may.")
        : null;

    private void Run()
    {
        while (TryTake(out TaskCompletionSource? onDisk))
        {
            try
            {
                _file.Append(_written);
                onDisk.SetResult();
            }
            catch (Exception exception)
            {
                // Whatever it is, those who wait must hear of it.
                onDisk.SetException(exception);
                _ = onDisk.Task.Exception;
            }

            _written.Clear();
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TaskCompletionSource? onDisk)
    {
        lock (_gate)
        {
            while (_waiting.Length == 0)
            {
                if (_isStopping)
                {
                    onDisk = null;
                    return false;
                }

                Monitor.Wait(_gate);
            }

            (_waiting, _written) = (_written, _waiting);
            onDisk = _onDisk;
            _onDisk = NewCompletion();
            return true;
        }
    }
}
