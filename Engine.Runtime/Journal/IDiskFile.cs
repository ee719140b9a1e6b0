namespace Engine.Internal;

/// <summary>An open file of an <see cref="IDisk"/>.</summary>
internal interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads up to a span's length from an offset on. Fewer bytes than asked for: the file ends there.</summary>
    int Read(Span<byte> bytes, long offset);

    /// <summary>Writes all bytes at an offset, beyond the end as well. When it throws, any part may have been written.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes what was written before survive a crash. When it throws, nobody knows what does.</summary>
    void Sync();
}
