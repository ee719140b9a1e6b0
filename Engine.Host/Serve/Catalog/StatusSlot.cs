namespace Engine.Host.Serve.Catalog;

/// <summary>The answer about the latest run of a workflow, once it has ended: it does not change until the run is tried again or gets events. Any thread.</summary>
internal sealed class StatusSlot
{
    private readonly Lock _gate = new();
    private StatusAnswer? _answer;
    private int _version;

    /// <summary>What is kept; null for nothing.</summary>
    public StatusAnswer? Answer => Volatile.Read(ref _answer);

    /// <summary>Read before a run is looked at whose answer may be kept.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Keeps an answer, unless something was done to runs since the version was read.</summary>
    public bool TrySet(StatusAnswer answer, int version)
    {
        lock (_gate)
        {
            if (version != _version)
            {
                return false;
            }

            Volatile.Write(ref _answer, answer);
            return true;
        }
    }

    /// <summary>Lets an answer go, unless there is a newer one.</summary>
    public void Drop(StatusAnswer answer) => Interlocked.CompareExchange(ref _answer, null, answer);

    /// <summary>Something was done to a run that has ended.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            Volatile.Write(ref _answer, null);
            Volatile.Write(ref _version, _version + 1);
        }
    }
}
