namespace Engine.Internal;

/// <summary>What a slot stands for.</summary>
internal enum SlotKind : byte
{
    /// <summary>A step without a value, or a compensation.</summary>
    Effect,

    /// <summary>The value of a step.</summary>
    Value,

    /// <summary>The value of a step that may have been skipped, as <see cref="Maybe{T}"/>.</summary>
    Maybe,

    /// <summary>The workflow's input.</summary>
    Input,

    /// <summary>The token of the attempt.</summary>
    Token,

    /// <summary>The context of the attempt.</summary>
    Context,
}
