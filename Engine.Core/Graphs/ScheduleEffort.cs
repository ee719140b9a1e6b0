using Engine.Internal;

namespace Engine.Graphs;

/// <summary>How hard <see cref="ListScheduler"/> tries.</summary>
public enum ScheduleEffort
{
    /// <summary>The best of many schedules, within a budget of operations; never longer than <see cref="Plain"/>. The default.</summary>
    Improved,

    /// <summary>One list schedule, largest bottom level first.</summary>
    Plain,
}
