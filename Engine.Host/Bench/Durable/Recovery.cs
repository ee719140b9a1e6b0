namespace Engine.Host.Bench.Durable;

/// <summary>
/// How long a host takes to go on with a folder that has much of what shall not matter, beside one that has little of it.
/// </summary>
internal sealed class Recovery : IBenchSubject, IDisposable
{
    private readonly RecoveredHost _much;
    private readonly RecoveredHost _little;
    private readonly int _operations;
    private readonly int _littleOperations;

    /// <param name="much">The folder in question.</param>
    /// <param name="little">The baseline's.</param>
    /// <param name="isPerRun">Whether time is told per run that goes on: there are more of them in one of the two.</param>
    public Recovery(RecoveredHost much, RecoveredHost little, bool isPerRun)
    {
        (_much, _little) = (much, little);
        (_operations, _littleOperations) = isPerRun ? (much.Waiting, little.Waiting) : (1, 1);
    }

    public int UnitCount => 0;

    public long Size => _much.Waiting;

    public string? Check()
    {
        _much.Start();
        _little.Start();
        return null;
    }

    public BenchMeasurement Measure(BenchEffort effort) => HostedRounds.Measure(
        _much.Start, () => _little.Start() * _operations / _littleOperations, _operations, effort with { MaxRounds = Math.Min(effort.MaxRounds, 15) });

    public void Dispose()
    {
        _much.Dispose();
        _little.Dispose();
    }
}
