namespace Engine.Host.Run;

/// <summary>Cuts a stretch of time into equal slices and spreads intervals over them.</summary>
internal readonly struct TimeSlices(long length, int count)
{
    public int Count => count;

    /// <summary>Where a slice begins; <see cref="Count"/> gives the end of the last one.</summary>
    public double Begin(int slice) => (double)length * slice / count;

    /// <summary>The slice in which a time lies; times at the very end belong to the last one.</summary>
    public int Of(long time) => length == 0 ? 0 : Math.Clamp((int)((Int128)time * count / length), 0, count - 1);

    /// <summary>How much of an interval lies in a slice.</summary>
    public double Overlap(int slice, long start, long end)
        => Math.Max(0, Math.Min(end, Begin(slice + 1)) - Math.Max(start, Begin(slice)));
}
