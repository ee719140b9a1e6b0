namespace Engine.Host.Serve.Ingest;

/// <summary>A batch that is not what its content type says. Nothing of it has been taken.</summary>
/// <param name="message">What is wrong, and how to mend it.</param>
/// <param name="offset">The byte of the body where it shows.</param>
/// <param name="eventIndex">The event that it is in, from 0; -1 where it is in none.</param>
internal sealed class EventFormatException(string message, long offset, int eventIndex = -1) : Exception(message)
{
    public long Offset { get; } = offset;

    public int EventIndex { get; } = eventIndex;
}
