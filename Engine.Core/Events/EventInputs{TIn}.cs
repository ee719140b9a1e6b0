using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>The inputs of the runs that a batch starts; generated code holds it while they run. The batch cannot be changed meanwhile.</summary>
/// <typeparam name="TIn">The workflow's input.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct EventInputs<TIn>
{
    private readonly EventPartition _hold;
    private readonly TIn[]? _rented;

    internal EventInputs(EventPartition hold, TIn[]? rented, ReadOnlySpan<TIn> inputs)
    {
        _hold = hold;
        _rented = rented;
        Inputs = inputs;
    }

    /// <summary>One per run, in the order in which the events arrived.</summary>
    public ReadOnlySpan<TIn> Inputs { get; }

    /// <summary>Gives the memory back and lets the batch go.</summary>
    public void Dispose()
    {
        _hold.Close();
        if (_rented is not null)
        {
            ArrayPool<TIn>.Shared.Return(_rented, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<TIn>());
        }
    }
}
