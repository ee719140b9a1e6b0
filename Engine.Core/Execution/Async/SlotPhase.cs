namespace Engine.Internal;

/// <summary>What a step of an asynchronous run is doing.</summary>
internal enum SlotPhase : byte
{
    /// <summary>It has not begun, or has ended.</summary>
    AtRest,

    /// <summary>A body was called and has not been found to have ended.</summary>
    Running,

    /// <summary>A timer runs until the next attempt.</summary>
    Delayed,

    /// <summary>The next attempt may start.</summary>
    Again,
}
