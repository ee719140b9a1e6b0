namespace Engine.Host.Serve.Http;

/// <summary>Bytes that requests may hold at a time, together. Any thread.</summary>
internal sealed class ByteBudget(long bytes)
{
    private long _left = bytes;

    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, count);
        return false;
    }

    public void GiveBack(long count) => Interlocked.Add(ref _left, count);
}
