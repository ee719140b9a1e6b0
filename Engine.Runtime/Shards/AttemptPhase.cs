namespace Engine.Internal;

/// <summary>How far an attempt is that has begun and not ended.</summary>
internal enum AttemptPhase : byte
{
    /// <summary>What it depends on is not on the disk yet.</summary>
    WaitsForDisk,

    /// <summary>Its body runs.</summary>
    Running,

    /// <summary>The one before it failed; it starts at a time.</summary>
    Delayed,

    /// <summary>It was found under way in the journal.</summary>
    InDoubt,

    /// <summary>Its run stopped before its body was called.</summary>
    Abandoned,
}
