namespace Engine.Events;

/// <summary>Makes deliveries, with types that are inferred.</summary>
public static class EventDelivery
{
    /// <summary>How often a handler can be tried again.</summary>
    public const int MaxRetries = 1_000;

    /// <summary>A delivery to a router.</summary>
    /// <param name="routes">The router's handlers: <c>new Totals.Routes(totals)</c>.</param>
    /// <param name="history">Recognises events that come twice.</param>
    /// <param name="deadLetters">Gets what cannot be delivered.</param>
    /// <param name="retries">How often a handler that fails is tried again, at once.</param>
    /// <param name="maxEvents">How many events are delivered together.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of its limits.</exception>
    /// <exception cref="ArgumentException">A handler returns a task: use <see cref="CreateAsync"/>.</exception>
    public static EventDelivery<TRoutes, THistory, TDeadLetters> Create<TRoutes, THistory, TDeadLetters>(
        TRoutes routes, THistory history, TDeadLetters deadLetters, int retries = 3, int maxEvents = 1_024)
        where TRoutes : struct, IEventRoutes
        where THistory : IEventHistory
        where TDeadLetters : IDeadLetters
        => new(routes, history, deadLetters, retries, maxEvents);

    /// <summary>A delivery to a router of which some handlers return tasks.</summary>
    /// <inheritdoc cref="Create"/>
    public static AsyncEventDelivery<TRoutes, THistory, TDeadLetters> CreateAsync<TRoutes, THistory, TDeadLetters>(
        TRoutes routes, THistory history, TDeadLetters deadLetters, int retries = 3, int maxEvents = 1_024)
        where TRoutes : struct, IAsyncEventRoutes
        where THistory : IEventHistory
        where TDeadLetters : IDeadLetters
        => new(routes, history, deadLetters, retries, maxEvents);
}
