using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// A body and where its values are: what one case of a generated dispatch switch is. Made when the step is added, bound when
/// the workflow is built, shared by all runs after that.
/// </summary>
internal abstract class StepCall
{
    private StepWiring _at;
    private bool _takesContext;

    protected ref readonly StepWiring At => ref _at;

    public virtual bool IsAsynchronous => false;

    /// <summary>The types of the values, in the order of the cells <see cref="StepWiring.First"/> and so on; for the fingerprint.</summary>
    public abstract Type ValueType { get; }

    public void Bind(in StepWiring wiring)
    {
        _at = wiring;
        _takesContext = wiring.Context >= 0 || wiring.Token >= 0;
    }

    /// <summary>An empty cell for the value.</summary>
    public abstract Cell NewOutput();

    /// <summary>An empty cell for the awaiter of an asynchronous body.</summary>
    public virtual Cell? NewPending() => null;

    /// <summary>As <see cref="IWorkflowDefinition{TState}.Dispatch"/>.</summary>
    public abstract bool Dispatch(Cell[] cells, in StepContext context);

    public virtual void OnCompleted(Cell[] cells, Action continuation) => throw new UnreachableException();

    public virtual void Complete(Cell[] cells) => throw new UnreachableException();

    /// <summary>A value by reference.</summary>
    // SAFETY: a builder hands out typed slots, and WorkflowPlanning gives each slot a cell made by the slot or step itself, so
    // that the cell at an index is of the slot's type. A checked cast costs a lookup of the type in code that the runtime
    // shares among classes, for each input of each step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ref T Value<T>(Cell[] cells, int index)
    {
        Debug.Assert(cells[index] is Cell<T>, "The plan has wired a step to a cell of another type.");
        return ref Unsafe.As<Cell<T>>(cells[index]).Value;
    }

    /// <summary>Before the body: gives the step its context. Each step has cells of its own for it, since steps run at the same time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Enter(Cell[] cells, in StepContext context)
    {
        if (_takesContext)
        {
            FillContext(cells, in context);
        }
    }

    /// <summary>After the body: the step has its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Keep<T>(Cell[] cells, T value)
    {
        Debug.Assert(cells[_at.Output] is Cell<T>, "The plan has wired a step to a cell of another type.");
        Cell<T> output = Unsafe.As<Cell<T>>(cells[_at.Output]);
        output.Value = value;
        output.HasRun = true;
        if (_at.Maybe >= 0)
        {
            Value<Maybe<T>>(cells, _at.Maybe) = new Maybe<T>(value);
        }
    }

    private void FillContext(Cell[] cells, in StepContext context)
    {
        if (_at.Context >= 0)
        {
            Value<StepContext>(cells, _at.Context) = context;
        }

        if (_at.Token >= 0)
        {
            Value<CancellationToken>(cells, _at.Token) = context.CancellationToken;
        }
    }
}
