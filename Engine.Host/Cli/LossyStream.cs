namespace Engine.Host.Cli;

/// <summary>Standard error: where it cannot be written nobody can be told, and the work must not fail for it.</summary>
internal sealed class LossyStream(Stream inner) : ForwardStream(inner)
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            Inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Lost, as the summary says.
        }
    }

    public override void Flush()
    {
        try
        {
            Inner.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Lost, as the summary says.
        }
    }
}
