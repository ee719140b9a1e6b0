namespace Engine.Internal;

/// <summary>One call of an asynchronous mapped step that is under way; used for one element after the other.</summary>
internal sealed class MapSlot<TPending>(RunInbox run, int index) : StepSlot(run, index)
    where TPending : struct
{
    /// <summary>The awaiter of a call that has suspended.</summary>
    public TPending Pending;

    /// <summary>The element that the call is for.</summary>
    public int Element { get; set; }
}
