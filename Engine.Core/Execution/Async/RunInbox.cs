namespace Engine.Internal;

/// <summary>
/// How threads hand what happened to a run to the one that drives it, without locks. A post puts a slot into the set; if
/// nobody drives, the posting thread becomes the driver. One word holds it all:
/// <code>
/// Idle   nobody drives, nothing is posted     (posts: the poster drives)
/// Empty  somebody drives, nothing is posted
/// n >= 0 somebody drives, slot n was posted last, _links[n] before it
/// </code>
/// The driver leaves by Empty -> Idle. After that, as after a post that found a driver, a thread must not touch the run: it
/// may have ended and be another run already.
/// </summary>
internal abstract class RunInbox
{
    protected const int None = -1;
    private const int Empty = -1;
    private const int Idle = -2;

    private int[] _links = [];
    private int _head = Empty;

    /// <summary>Whether the driver has something to take. Acquire: what was written before the post is seen.</summary>
    protected bool HasPosts => Volatile.Read(ref _head) != Empty;

    /// <summary>Says that a slot has something for the driver. Each slot at most once until the driver took it.</summary>
    internal void Post(int slot)
    {
        int head = Volatile.Read(ref _head);
        while (true)
        {
            _links[slot] = head == Idle ? Empty : head;
            int seen = Interlocked.CompareExchange(ref _head, slot, head);
            if (seen == head)
            {
                break;
            }

            head = seen;
        }

        if (head == Idle)
        {
            Drive();
        }
    }

    /// <summary>Called on the thread that has become the driver.</summary>
    protected abstract void Drive();

    /// <summary>Before a run starts, while nobody can post: room for its slots, and the calling thread is the driver.</summary>
    protected void OpenInbox(int slotCount)
    {
        if (_links.Length < slotCount)
        {
            _links = new int[slotCount];
        }

        Volatile.Write(ref _head, Empty);
    }

    /// <summary>Takes all that was posted. Returns the first post, None if there is none; <see cref="After"/> leads on.</summary>
    protected int TakePosts()
    {
        int slot = Interlocked.Exchange(ref _head, Empty);
        int first = None;
        while (slot != Empty)
        {
            // The set is a stack; turned round it is the order of arrival.
            int before = _links[slot];
            _links[slot] = first;
            first = slot;
            slot = before;
        }

        return first;
    }

    /// <summary>The post after one that was taken. Read it before working on that one: its slot may be posted again.</summary>
    protected int After(int slot) => _links[slot];

    /// <summary>Gives up driving. False: something was posted meanwhile, and this thread drives on.</summary>
    protected bool TryLeave() => Interlocked.CompareExchange(ref _head, Idle, Empty) == Empty;
}
