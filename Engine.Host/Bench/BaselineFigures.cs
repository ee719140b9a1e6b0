namespace Engine.Host.Bench;

/// <summary>What callers of a baseline wait, in the same rounds as ours; in nanoseconds.</summary>
/// <param name="MedianNs">An operation, all callers together: the median over the rounds.</param>
/// <param name="P50Ns">Half of the callers wait less.</param>
/// <param name="P99Ns">One in a hundred waits longer.</param>
/// <param name="P999Ns">One in a thousand.</param>
internal sealed record BaselineFigures(double MedianNs, double P50Ns, double P99Ns, double P999Ns);
