namespace Engine.Internal;

/// <summary>Where a step finds its cells: positions in those of a run, <see cref="None"/> where it has no such cell.</summary>
internal readonly record struct StepWiring
{
    public const int None = -1;

    public StepWiring()
    {
    }

    public int First { get; init; } = None;

    public int Second { get; init; } = None;

    public int Third { get; init; } = None;

    public int Fourth { get; init; } = None;

    /// <summary>The step's value; each step has one, if only to say that it has run.</summary>
    public int Output { get; init; } = None;

    /// <summary>The step's value once more, for those that take it as <see cref="Maybe{T}"/>.</summary>
    public int Maybe { get; init; } = None;

    /// <summary>The awaiter of an asynchronous step.</summary>
    public int Pending { get; init; } = None;

    /// <summary>This step's own copy of the context of its attempt.</summary>
    public int Context { get; init; } = None;

    /// <summary>This step's own copy of the token of its attempt.</summary>
    public int Token { get; init; } = None;
}
