namespace Engine.Internal;

/// <summary>
/// Those who wait for one run, the newest first. Who has given up is taken out now and then, so that the list is at most twice as long as
/// it has to be, however often somebody asks and gives up.
/// </summary>
internal struct WaiterList
{
    private const int LeastSweep = 8;

    private ShardRequest? _newest;
    private int _count;
    private int _leftBySweep;

    public readonly int Count => _count;

    /// <summary>O(1), on average.</summary>
    public void Add(ShardRequest waiter)
    {
        if (_count >= Math.Max(LeastSweep, 2 * _leftBySweep))
        {
            Sweep();
        }

        waiter.NextWaiter = _newest;
        _newest = waiter;
        _count++;
    }

    public void AnswerAll()
    {
        for (ShardRequest? waiter = TakeAll(), next; waiter is not null; waiter = next)
        {
            // Once answered it may be in use again.
            next = waiter.NextWaiter;
            waiter.NextWaiter = null;
            waiter.Answer();
        }
    }

    public void RefuseAll(Exception exception)
    {
        for (ShardRequest? waiter = TakeAll(), next; waiter is not null; waiter = next)
        {
            next = waiter.NextWaiter;
            waiter.NextWaiter = null;
            waiter.Refuse(exception);
        }
    }

    private ShardRequest? TakeAll()
    {
        ShardRequest? newest = _newest;
        this = default;
        return newest;
    }

    private void Sweep()
    {
        ShardRequest? kept = null;
        int count = 0;
        for (ShardRequest? waiter = TakeAll(), next; waiter is not null; waiter = next)
        {
            next = waiter.NextWaiter;
            waiter.NextWaiter = null;
            if (waiter.IsGivenUp)
            {
                waiter.Drop();
                continue;
            }

            waiter.NextWaiter = kept;
            kept = waiter;
            count++;
        }

        _newest = kept;
        _count = _leftBySweep = count;
    }
}
