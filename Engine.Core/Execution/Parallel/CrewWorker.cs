namespace Engine.Internal;

/// <summary>What one thread of a parallel run has to itself: the step it goes on with, the steps it has made ready, its tally.</summary>
internal sealed class CrewWorker(int index)
{
    /// <summary>0 is the owner of the run.</summary>
    public int Index { get; } = index;

    public StepDeque Ready { get; } = new();

    /// <summary>The step that it goes on with, which nobody can steal.</summary>
    public int Next { get; set; } = StepDeque.None;

    /// <summary>Steps that have ended and that the run has not been told of.</summary>
    public int Ended { get; set; }

    public void Reset(int stepCount)
    {
        Ready.Reset(stepCount);
        Next = StepDeque.None;
        Ended = 0;
    }
}
