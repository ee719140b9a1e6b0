using System.ComponentModel;

namespace Engine.Events;

/// <summary>Which events start runs of a workflow, and with what: the generator writes it for a class marked <see cref="StartsOnAttribute{TEvent}"/>.</summary>
/// <typeparam name="TIn">The workflow's input.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IEventStarts<TIn>
{
    /// <summary>How many types of event there are.</summary>
    static abstract int TypeCount { get; }

    /// <summary>Whether there is one type, and it is the input itself.</summary>
    static abstract bool IsInput { get; }

    /// <summary>The id of a type.</summary>
    static abstract uint TypeIdOf(int type);

    /// <summary>How long its events are.</summary>
    static abstract int PayloadBytesOf(int type);

    /// <summary>The input of the run that an event starts.</summary>
    static abstract TIn InputOf(int type, in EventHeader header, ReadOnlySpan<byte> payload);
}
