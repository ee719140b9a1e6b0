using System.Runtime.CompilerServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>What takes events out of a ring.</summary>
internal interface IEventSink
{
    /// <summary>Takes one event, or refuses it and all behind it: it then stays in the queue, as where this throws.</summary>
    bool TryTake(scoped in EventHeader header, scoped ReadOnlySpan<byte> payload);
}

/// <summary>Moves what is admitted to a batch.</summary>
internal ref struct BatchSink<TAdmission>(EventAppender appender, ref TAdmission admission) : IEventSink
    where TAdmission : IEventAdmission
{
    private readonly ref TAdmission _admission = ref admission;

    public EventAppender Appender = appender;

    public bool IsFull { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // into the loop over records
    public bool TryTake(scoped in EventHeader header, scoped ReadOnlySpan<byte> payload)
    {
        if (!Appender.HasRoomFor(payload.Length))
        {
            IsFull = true;
            return false;
        }

        if (_admission.Admit(in header, payload))
        {
            Appender.Prepare(header.TypeId, payload.Length);
            Appender.Add(in header, payload);
        }

        return true;
    }
}

/// <summary>Lets a reader see events.</summary>
internal readonly ref struct ReaderSink<TReader>(ref TReader reader) : IEventSink
    where TReader : IEventReader
{
    private readonly ref TReader _reader = ref reader;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // into the loop over records
    public bool TryTake(scoped in EventHeader header, scoped ReadOnlySpan<byte> payload)
    {
        _reader.Read(in header, payload);
        return true;
    }
}
