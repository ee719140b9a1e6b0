using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>Holds the awaiter of an asynchronous step while it is pending. Empty between runs: <see cref="PendingStep"/> takes it out.</summary>
internal sealed class PendingCell<T> : Cell
{
    public ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter Awaiter;

    public override bool HoldsReferences => false;

    public override Type ValueType => typeof(void);

    public override Cell New() => new PendingCell<T>();

    public override void Clear() => Awaiter = default;
}

/// <summary>The same for a step without a value.</summary>
internal sealed class PendingCell : Cell
{
    public ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter Awaiter;

    public override bool HoldsReferences => false;

    public override Type ValueType => typeof(void);

    public override Cell New() => new PendingCell();

    public override void Clear() => Awaiter = default;
}
