using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// A gate that lets steps through until help pays for those that are left. Where the steps stand in a row their positions are
/// constants, and all but a few of them leave only the note of the position behind.
/// </summary>
internal struct BacklogGate(StepCosts costs, int degree, RunStart start) : IStepGate
{
    private BacklogClock _clock = new(costs, degree, start);

    /// <summary>The position of the step that was let through or refused last.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the row ended because the steps from <see cref="Position"/> on are worth helpers.</summary>
    public bool HelpPays { get; private set; }

    /// <inheritdoc cref="BacklogClock.WatchedTicks"/>
    public readonly long WatchedTicks => _clock.WatchedTicks;

    /// <inheritdoc/>
    // Inlined: the question has its answer when the row is compiled.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Enter(int position)
    {
        Position = position;
        return !BacklogClock.MayLook(position) || !Asks(position);
    }

    /// <inheritdoc/>
    public void Stop(int position) => Position = position;

    /// <inheritdoc/>
    public readonly StepContext Context(int stepIndex, string stepName) => default;

    // Out of line: it is rare, and would be copied into the row at each place where it may be asked.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Asks(int position) => position == _clock.NextLook && (HelpPays = _clock.HelpPays(position, costs.StepCount));
}
