namespace Engine.Runtime;

/// <summary>What a host does with a run.</summary>
public enum RunStage
{
    /// <summary>Its steps start when they are ready.</summary>
    Active,

    /// <summary>Nothing of it starts until it is resumed: <see cref="RunSummary.Reason"/> says why, if it was not a person.</summary>
    Paused,

    /// <summary>It failed or was cancelled; what is under way ends.</summary>
    Stopping,

    /// <summary>Its compensations run.</summary>
    Undoing,

    /// <summary>It has ended: <see cref="RunSummary.Status"/> says how.</summary>
    Ended,

    /// <summary>This process cannot go on with it: <see cref="RunSummary.Reason"/> says why. It stays in the journal until it is dismissed.</summary>
    Held,
}
