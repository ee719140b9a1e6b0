using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// One value of a run of a workflow that was built at run time: what a generated <c>State</c> has as a field. A run owns its
/// cells; they are made once, with the run object, and used again by the runs after it.
/// </summary>
internal abstract class Cell
{
    /// <summary>Whether the step that fills the cell has completed. Read for steps that may be skipped, cleared for those only.</summary>
    public bool HasRun;

    /// <summary>Whether a value left behind would keep objects alive.</summary>
    public abstract bool HoldsReferences { get; }

    public abstract Type ValueType { get; }

    /// <summary>An empty cell of the same type.</summary>
    public abstract Cell New();

    public abstract void Clear();
}

/// <summary>A cell of one type.</summary>
internal sealed class Cell<T> : Cell
{
    public T Value = default!;

    public override bool HoldsReferences => RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    public override Type ValueType => typeof(T);

    public override Cell New() => new Cell<T>();

    public override void Clear()
    {
        Value = default!;
        HasRun = false;
    }
}

/// <summary>What the cell of a step without a value holds.</summary>
internal readonly struct Nothing;
