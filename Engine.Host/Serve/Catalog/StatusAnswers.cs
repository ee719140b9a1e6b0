namespace Engine.Host.Serve.Catalog;

/// <summary>
/// Answers about ended runs, kept up to a number of bytes, all workflows together: the oldest goes first. An answer takes some 180 bytes a task, more than
/// all else that is kept of its workflow. Any thread.
/// </summary>
internal sealed class StatusAnswers(long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<(StatusSlot Slot, StatusAnswer Answer)> _kept = new();
    private long _bytes;

    /// <summary>Bytes that are kept, those included that have been replaced since.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Keeps an answer in its slot, unless something was done to runs of the workflow since the version was read, or it is larger than all that is kept.</summary>
    public void Keep(StatusSlot slot, StatusAnswer answer, int version)
    {
        if (answer.Json.Length > maxBytes)
        {
            return;
        }

        lock (_gate)
        {
            if (!slot.TrySet(answer, version))
            {
                return;
            }

            _kept.Enqueue((slot, answer));
            _bytes += answer.Json.Length;
            while (_bytes > maxBytes)
            {
                (StatusSlot oldest, StatusAnswer old) = _kept.Dequeue();
                oldest.Drop(old);
                _bytes -= old.Json.Length;
            }
        }
    }
}
