namespace Engine.Host.Serve.Telemetry;

/// <summary>One set of attributes of an instrument, and what was measured with it.</summary>
internal sealed class SeriesPoint(byte[] attributes, int bucketCount)
{
    /// <summary>Encoded, as they are sent.</summary>
    public byte[] Attributes { get; } = attributes;

    /// <summary>The sum, or the last value.</summary>
    public double Value { get; set; }

    public ulong Count { get; set; }

    public ulong[] Buckets { get; } = bucketCount == 0 ? [] : new ulong[bucketCount];
}
