namespace Engine.Host.Bench.Durable;

/// <summary>Callers that make their runs at the same time, round after round.</summary>
internal sealed class CallerRound : ClosedLoop<Caller>
{
    /// <param name="callers">How many runs are under way at a time.</param>
    /// <param name="run">Makes a run: gives its output.</param>
    public CallerRound(int callers, Func<long, ValueTask<long>> run) => Members = [.. Enumerable.Range(0, callers).Select(_ => new Caller(run, this))];

    public int CallerCount => Members.Length;

    /// <summary>A run failed, or gave the wrong output.</summary>
    protected override InvalidOperationException Failed(Exception failure) => new($"A run failed: {failure.Message}", failure);
}
