namespace Engine.Benchmarks.Hosting;

/// <summary>Where a <see cref="StoredRuns"/> puts its records.</summary>
internal interface IRecordStore : IDisposable
{
    /// <summary>Appends so many records; completes when they are on the disk. Any thread.</summary>
    ValueTask AppendAsync(int records);
}
