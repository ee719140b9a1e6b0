namespace Engine.Internal;

/// <summary>Where waiters stand.</summary>
internal interface IQueueGate
{
    /// <summary>The waiter's token was cancelled: ends the wait, unless somebody else has.</summary>
    void Cancel(QueueWaiter waiter);

    /// <summary>The result of a wait was taken. A waiter that cannot be used again is left to the garbage collector.</summary>
    void Recycle(QueueWaiter waiter, bool isReusable);
}
