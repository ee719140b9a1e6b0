namespace Engine.Internal;

/// <summary>Requests at rest. Each thread keeps one, the rest share a bounded stack: a request often ends on another thread than it began on.</summary>
internal static class RequestPool<TRequest>
    where TRequest : class, new()
{
    /// <summary>The most that wait for all threads: that many at once stay free of allocation.</summary>
    public const int MaxShared = 1024;

    [ThreadStatic]
    private static TRequest? t_own;

    private static readonly Lock Gate = new();
    private static readonly TRequest?[] Shared = new TRequest?[MaxShared];
    private static int s_sharedCount;

    public static TRequest Take()
    {
        TRequest? request = t_own;
        if (request is not null)
        {
            t_own = null;
            return request;
        }

        return (Volatile.Read(ref s_sharedCount) > 0 ? TakeShared() : null) ?? new TRequest();
    }

    public static void Put(TRequest request)
    {
        if (t_own is null)
        {
            t_own = request;
            return;
        }

        lock (Gate)
        {
            if (s_sharedCount < MaxShared)
            {
                Shared[s_sharedCount++] = request;
            }
        }
    }

    private static TRequest? TakeShared()
    {
        lock (Gate)
        {
            if (s_sharedCount == 0)
            {
                return null;
            }

            TRequest? request = Shared[--s_sharedCount];
            Shared[s_sharedCount] = null;
            return request;
        }
    }
}
