namespace Engine.Events;

/// <summary>What became of the events that a delivery took: all but the retries add up to <see cref="Taken"/>.</summary>
/// <param name="Handled">Handled, at once or after retries.</param>
/// <param name="Filtered">Left out by the handler's <see cref="OnEventAttribute.Where"/>.</param>
/// <param name="Duplicates">Come before, and left out.</param>
/// <param name="Late">Too old to tell, and now dead letters.</param>
/// <param name="Undeliverable">Without handler or of a wrong length, and now dead letters.</param>
/// <param name="GivenUp">Failed as often as they were tried, and now dead letters.</param>
/// <param name="Retries">Attempts after the first.</param>
public readonly record struct DeliveryCounts(long Handled, long Filtered, long Duplicates, long Late, long Undeliverable, long GivenUp, long Retries)
{
    /// <summary>How many events were taken.</summary>
    public long Taken => Handled + Filtered + Duplicates + Late + Undeliverable + GivenUp;
}
