namespace Engine.Internal;

/// <summary>The calls of an asynchronous mapped step as <see cref="AsyncMap{TCalls,TPending,T}"/> makes them, with a value or without one.</summary>
/// <typeparam name="TPending">The awaiter of a call that suspends.</typeparam>
/// <typeparam name="T">The value of a call.</typeparam>
internal interface IMapCalls<TPending, T>
    where TPending : struct
{
    /// <summary>Starts one. True: it has completed and its value is there. False: its awaiter is in <paramref name="pending"/>.</summary>
    bool Start(int element, in StepContext context, ref TPending pending, ref T value);

    /// <summary>Has the continuation called when a pending call ends.</summary>
    void OnCompleted(ref TPending pending, Action continuation);

    /// <summary>Takes the outcome of a pending call that has ended: its value, or its exception out.</summary>
    void End(ref TPending pending, ref T value);
}
