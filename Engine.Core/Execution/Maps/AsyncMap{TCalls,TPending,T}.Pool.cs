namespace Engine.Internal;

/// <summary>Objects at rest: each thread keeps one, the rest share a bounded stack, because a step often ends on another thread than it started on.</summary>
internal sealed partial class AsyncMap<TCalls, TPending, T>
{
    /// <summary>The most objects that wait for all threads: that many runs of one mapped step at once stay free of allocation.</summary>
    public const int MaxShared = 64;

    /// <summary>The most calls at once whose objects are kept: what more need is left to the garbage collector.</summary>
    public const int MaxKeptCalls = 4_096;

    [ThreadStatic]
    private static AsyncMap<TCalls, TPending, T>? t_own;

    private static readonly Lock Gate = new();
    private static readonly AsyncMap<TCalls, TPending, T>?[] Shared = new AsyncMap<TCalls, TPending, T>?[MaxShared];
    private static int s_sharedCount;

    public static AsyncMap<TCalls, TPending, T> Rent()
    {
        AsyncMap<TCalls, TPending, T>? map = t_own;
        if (map is not null)
        {
            t_own = null;
            return map;
        }

        return TakeShared() ?? new AsyncMap<TCalls, TPending, T>();
    }

    private static AsyncMap<TCalls, TPending, T>? TakeShared()
    {
        if (Volatile.Read(ref s_sharedCount) == 0)
        {
            return null;
        }

        lock (Gate)
        {
            if (s_sharedCount == 0)
            {
                return null;
            }

            AsyncMap<TCalls, TPending, T>? map = Shared[--s_sharedCount];
            Shared[s_sharedCount] = null;
            return map;
        }
    }

    /// <summary>Back to the pool, if nothing can still touch this object.</summary>
    private void Recycle()
    {
        if (!_isReusable)
        {
            return;
        }

        if (_used > MaxKeptCalls)
        {
            _slots = [];
            _free = [];
        }

        if (t_own is null)
        {
            t_own = this;
            return;
        }

        lock (Gate)
        {
            if (s_sharedCount < MaxShared)
            {
                Shared[s_sharedCount++] = this;
            }
        }
    }
}
