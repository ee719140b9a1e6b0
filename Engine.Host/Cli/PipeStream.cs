namespace Engine.Host.Cli;

/// <summary>A pipe that may have been set not to wait (some programs do that to the pipes they share): then this waits.</summary>
/// <param name="pipe">Reports all that goes wrong.</param>
/// <param name="patient">The same pipe through the console's stream, which waits for room and is silent about a reader that has gone.</param>
internal sealed class PipeStream(Stream pipe, Stream patient) : ForwardStream(pipe)
{
    /// <summary>Up to this many bytes a pipe takes all or nothing (PIPE_BUF on Linux; macOS and POSIX promise 512).</summary>
    private static readonly int AtomicBytes = OperatingSystem.IsLinux() ? 4096 : 512;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            ReadOnlySpan<byte> part = buffer[..Math.Min(AtomicBytes, buffer.Length)];
            try
            {
                Inner.Write(part);
            }
            catch (IOException exception) when (WriteFailure.MeansTryAgain(exception))
            {
                patient.Write(part);
            }

            buffer = buffer[part.Length..];
        }
    }
}
