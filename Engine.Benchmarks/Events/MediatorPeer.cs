using Engine.Host.Bench.Events;
using Mediator;

namespace Engine.Benchmarks.Events;

/// <summary>The events as Mediator.SourceGenerator wants them: a notification and a handler class per type.</summary>
internal sealed class MediatorPeer(IMediator mediator)
{
    /// <summary>One publication per event, each complete when it returns.</summary>
    public void Run(EventSource source)
    {
        for (int i = 0; i < source.Count; i++)
        {
            EventPayload payload = source.PayloadColumn[i];
            ValueTask published = source.TypeColumn[i] switch
            {
                0 => mediator.Publish(new Note0(payload)),
                1 => mediator.Publish(new Note1(payload)),
                2 => mediator.Publish(new Note2(payload)),
                3 => mediator.Publish(new Note3(payload)),
                4 => mediator.Publish(new Note4(payload)),
                5 => mediator.Publish(new Note5(payload)),
                6 => mediator.Publish(new Note6(payload)),
                7 => mediator.Publish(new Note7(payload)),
                8 => mediator.Publish(new Note8(payload)),
                9 => mediator.Publish(new Note9(payload)),
                10 => mediator.Publish(new Note10(payload)),
                11 => mediator.Publish(new Note11(payload)),
                12 => mediator.Publish(new Note12(payload)),
                13 => mediator.Publish(new Note13(payload)),
                14 => mediator.Publish(new Note14(payload)),
                _ => mediator.Publish(new Note15(payload)),
            };
            if (!published.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("No handler waits, and yet a publication does.");
            }
        }
    }
}

internal readonly record struct Note0(EventPayload Payload) : INotification;

internal readonly record struct Note1(EventPayload Payload) : INotification;

internal readonly record struct Note2(EventPayload Payload) : INotification;

internal readonly record struct Note3(EventPayload Payload) : INotification;

internal readonly record struct Note4(EventPayload Payload) : INotification;

internal readonly record struct Note5(EventPayload Payload) : INotification;

internal readonly record struct Note6(EventPayload Payload) : INotification;

internal readonly record struct Note7(EventPayload Payload) : INotification;

internal readonly record struct Note8(EventPayload Payload) : INotification;

internal readonly record struct Note9(EventPayload Payload) : INotification;

internal readonly record struct Note10(EventPayload Payload) : INotification;

internal readonly record struct Note11(EventPayload Payload) : INotification;

internal readonly record struct Note12(EventPayload Payload) : INotification;

internal readonly record struct Note13(EventPayload Payload) : INotification;

internal readonly record struct Note14(EventPayload Payload) : INotification;

internal readonly record struct Note15(EventPayload Payload) : INotification;

internal sealed class NoteHandler0(EventTotals totals) : INotificationHandler<Note0>
{
    public ValueTask Handle(Note0 notification, CancellationToken cancellationToken)
    {
        totals.Add(0, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler1(EventTotals totals) : INotificationHandler<Note1>
{
    public ValueTask Handle(Note1 notification, CancellationToken cancellationToken)
    {
        totals.Add(1, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler2(EventTotals totals) : INotificationHandler<Note2>
{
    public ValueTask Handle(Note2 notification, CancellationToken cancellationToken)
    {
        totals.Add(2, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler3(EventTotals totals) : INotificationHandler<Note3>
{
    public ValueTask Handle(Note3 notification, CancellationToken cancellationToken)
    {
        totals.Add(3, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler4(EventTotals totals) : INotificationHandler<Note4>
{
    public ValueTask Handle(Note4 notification, CancellationToken cancellationToken)
    {
        totals.Add(4, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler5(EventTotals totals) : INotificationHandler<Note5>
{
    public ValueTask Handle(Note5 notification, CancellationToken cancellationToken)
    {
        totals.Add(5, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler6(EventTotals totals) : INotificationHandler<Note6>
{
    public ValueTask Handle(Note6 notification, CancellationToken cancellationToken)
    {
        totals.Add(6, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler7(EventTotals totals) : INotificationHandler<Note7>
{
    public ValueTask Handle(Note7 notification, CancellationToken cancellationToken)
    {
        totals.Add(7, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler8(EventTotals totals) : INotificationHandler<Note8>
{
    public ValueTask Handle(Note8 notification, CancellationToken cancellationToken)
    {
        totals.Add(8, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler9(EventTotals totals) : INotificationHandler<Note9>
{
    public ValueTask Handle(Note9 notification, CancellationToken cancellationToken)
    {
        totals.Add(9, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler10(EventTotals totals) : INotificationHandler<Note10>
{
    public ValueTask Handle(Note10 notification, CancellationToken cancellationToken)
    {
        totals.Add(10, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler11(EventTotals totals) : INotificationHandler<Note11>
{
    public ValueTask Handle(Note11 notification, CancellationToken cancellationToken)
    {
        totals.Add(11, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler12(EventTotals totals) : INotificationHandler<Note12>
{
    public ValueTask Handle(Note12 notification, CancellationToken cancellationToken)
    {
        totals.Add(12, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler13(EventTotals totals) : INotificationHandler<Note13>
{
    public ValueTask Handle(Note13 notification, CancellationToken cancellationToken)
    {
        totals.Add(13, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler14(EventTotals totals) : INotificationHandler<Note14>
{
    public ValueTask Handle(Note14 notification, CancellationToken cancellationToken)
    {
        totals.Add(14, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}

internal sealed class NoteHandler15(EventTotals totals) : INotificationHandler<Note15>
{
    public ValueTask Handle(Note15 notification, CancellationToken cancellationToken)
    {
        totals.Add(15, notification.Payload.Value, notification.Payload.Extra);
        return ValueTask.CompletedTask;
    }
}
