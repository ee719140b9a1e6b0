using Engine.Host.Bench.Durable;

namespace Engine.Benchmarks.Hosting;

/// <summary>
/// Runs of ten steps over another store, as one would write them by hand: as many records of as many bytes as a hosted run takes, waited for where a
/// hosted run waits. No run is remembered, found, recovered or let go: that would come on top.
/// </summary>
internal sealed class StoredRuns(IRecordStore store, bool isDurable)
{
    /// <summary>Of one record: 12 of them, for the start, ten steps and the end, are what a run takes of our journal.</summary>
    public const int RecordBytes = 24;

    private const int RecordsPerRun = TenSteps.Count + 2;

    public async ValueTask<long> RunAsync(long input)
    {
        long value = input;
        for (int step = 0; step < TenSteps.Count; step++)
        {
            value++;
            if (isDurable)
            {
                // The start goes with the first step, the end with the last.
                await store.AppendAsync(step is 0 or TenSteps.Count - 1 ? 2 : 1).ConfigureAwait(false);
            }
        }

        if (!isDurable)
        {
            await store.AppendAsync(RecordsPerRun).ConfigureAwait(false);
        }

        return value;
    }
}
