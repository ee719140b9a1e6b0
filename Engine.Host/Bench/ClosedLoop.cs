using System.Diagnostics;

namespace Engine.Host.Bench;

/// <summary>
/// Those who work at the same time, each on its next piece once the last one is done, round after round. Nothing but their own work is in the time that is
/// taken, and nothing is allocated in a round.
/// </summary>
/// <typeparam name="TMember">One of them.</typeparam>
internal abstract class ClosedLoop<TMember> : IDisposable
    where TMember : ClosedLoopMember
{
    private readonly ManualResetEventSlim _ended = new(initialState: false, spinCount: 1);
    private int _left;
    private Exception? _failure;

    protected TMember[] Members { get; init; } = [];

    /// <summary>Each does so many pieces.</summary>
    /// <returns>How long it took, in nanoseconds.</returns>
    /// <exception cref="Exception">What <see cref="Failed"/> makes of what the first that failed met.</exception>
    public double Run(int each)
    {
        _left = Members.Length;
        _failure = null;
        _ended.Reset();
        foreach (TMember member in Members)
        {
            member.Prepare(each);
        }

        long start = Stopwatch.GetTimestamp();
        foreach (TMember member in Members)
        {
            member.Begin();
        }

        _ended.Wait();
        double elapsedNs = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return _failure is null ? elapsedNs : throw Failed(_failure);
    }

    /// <summary>Adds the time of each piece of the last round, in nanoseconds.</summary>
    public void AddTimes(List<double> times)
    {
        foreach (TMember member in Members)
        {
            foreach (long ticks in member.Ticks)
            {
                times.Add(ticks * 1e9 / Stopwatch.Frequency);
            }
        }
    }

    public void Dispose()
    {
        foreach (TMember member in Members)
        {
            member.Dispose();
        }

        _ended.Dispose();
    }

    /// <summary>One has done its pieces, or could not.</summary>
    internal void End(Exception? failure)
    {
        if (failure is not null)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            _ended.Set();
        }
    }

    /// <summary>What is thrown when one failed.</summary>
    protected abstract Exception Failed(Exception failure);
}
