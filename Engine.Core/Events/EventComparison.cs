namespace Engine.Events;

/// <summary>How a filter compares a value with its constant. As in C#, NaN is unequal to everything and neither less nor greater.</summary>
public enum EventComparison
{
    /// <summary>The value is the constant.</summary>
    Equal,

    /// <summary>The value is not the constant.</summary>
    NotEqual,

    /// <summary>The value is less.</summary>
    Less,

    /// <summary>The value is less or the constant.</summary>
    LessOrEqual,

    /// <summary>The value is greater.</summary>
    Greater,

    /// <summary>The value is greater or the constant.</summary>
    GreaterOrEqual,
}
