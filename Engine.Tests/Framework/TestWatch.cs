using System.Collections.Concurrent;

namespace Engine.Tests.Framework;

/// <summary>
/// Knows which tests run. A test that waits for what nobody holds any more is gone from the heap, and with it all that waits for the test: no thread,
/// timer or dump tells of it. This does.
/// </summary>
/// <param name="clock">Measures how long a test runs.</param>
/// <param name="limit">How long it may.</param>
internal sealed class TestWatch(TimeProvider clock, TimeSpan limit)
{
    private readonly ConcurrentDictionary<string, long> _startedAt = new(StringComparer.Ordinal);

    public void Started(string name) => _startedAt[name] = clock.GetTimestamp();

    public void Ended(string name) => _startedAt.TryRemove(name, out _);

    /// <summary>Says which tests have run for longer than they may; null where none has.</summary>
    public string? Overdue()
    {
        string[] names = [.. _startedAt.Where(test => clock.GetElapsedTime(test.Value) > limit).Select(static test => test.Key).Order(StringComparer.Ordinal)];
        return names.Length == 0 ? null : $"After {limit.TotalMinutes} minutes these tests have not ended: {string.Join(", ", names)}.";
    }
}
