namespace Engine.Internal;

/// <summary>What can happen to a step, once for good.</summary>
internal enum StepEvent : byte
{
    /// <summary>A body returned, late or not.</summary>
    Returned,

    /// <summary>The conditions say that it does not run.</summary>
    ConditionFalse,

    /// <summary>The last attempt threw what no token of the engine explains.</summary>
    Threw,

    /// <summary>The last attempt obeyed the caller's token or that of a stopping run, or there was no further attempt because of it.</summary>
    Cancelled,

    /// <summary>The last attempt obeyed its deadline.</summary>
    DeadlinePassed,
}
