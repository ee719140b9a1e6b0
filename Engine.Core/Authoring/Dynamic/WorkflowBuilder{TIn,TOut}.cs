using Engine.Internal;

namespace Engine;

/// <summary>
/// Puts a workflow together at run time, for graphs that are not known when the program is compiled. Steps are delegates and
/// pass each other typed slots, so that the C# compiler checks the types of edges; the rest is checked by <see cref="Build(Slot{TOut})"/>,
/// with the errors that the analyser gives for annotated classes. For one thread, and for one workflow.
/// </summary>
/// <typeparam name="TIn">What a run is given.</typeparam>
/// <typeparam name="TOut">What a run returns.</typeparam>
/// <remarks>
/// A definition holds no run state and bodies are shared by all runs, so lambdas should be <see langword="static"/>: what they
/// need comes as a value.
/// </remarks>
/// <example><code>
/// var flow = new WorkflowBuilder&lt;Order, Invoice&gt;("PriceOrder");
/// Slot&lt;Quote&gt; price = flow.Step("Price", flow.Input, static (in Order order) => Catalog.Quote(order));
/// Slot&lt;bool&gt; isLarge = flow.Step("IsLarge", price, static (in Quote quote) => quote.Net > 1000m);
/// Slot&lt;Rebate&gt; rebate = flow.Step("Rebate", price, static (in Quote quote) => new Rebate(quote.Net * 0.05m)).When(isLarge);
/// Slot&lt;Invoice&gt; invoice = flow.Step("Invoice", price, rebate.OrNone(), static (in Quote quote, in Maybe&lt;Rebate&gt; rebate) => new Invoice(quote, rebate));
/// DynamicWorkflow&lt;Order, Invoice&gt; workflow = flow.Build(invoice);
/// </code></example>
public sealed partial class WorkflowBuilder<TIn, TOut>
{
    private readonly WorkflowDraft _draft;

    /// <summary>A workflow without steps.</summary>
    /// <param name="name">Its name, for errors and observers.</param>
    public WorkflowBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _draft = new WorkflowDraft(name);
        Input = new Slot<TIn>(_draft, SlotKind.Input, null, "input");
        Token = new Slot<CancellationToken>(_draft, SlotKind.Token, null, "token");
        Context = new Slot<StepContext>(_draft, SlotKind.Context, null, "context");
    }

    /// <summary>The workflow's name.</summary>
    public string Name => _draft.Name;

    /// <summary>What a run is given.</summary>
    public Slot<TIn> Input { get; }

    /// <summary>The token of the attempt that takes it: cancelled at its deadline, when the caller cancels and when another step has failed.</summary>
    public Slot<CancellationToken> Token { get; }

    /// <summary>The context of the attempt that takes it.</summary>
    public Slot<StepContext> Context { get; }

    /// <summary>Checks and plans the workflow. O(steps x edges / 64) at worst, for the edges that follow from others.</summary>
    /// <param name="output">The value that a run returns: that of a step which cannot be skipped.</param>
    /// <returns>The workflow; it is immutable, and any number of runs and threads may share it.</returns>
    /// <exception cref="WorkflowBuildException">Something is wrong with it; the exception lists everything.</exception>
    /// <exception cref="InvalidOperationException">It has been built before.</exception>
    public DynamicWorkflow<TIn, TOut> Build(Slot<TOut> output) => Build(output, isChecked: true);

    /// <summary>The same without the checks, which refuse much of what the executors can run: for plans drawn at random.</summary>
    internal DynamicWorkflow<TIn, TOut> Build(Slot<TOut> output, bool isChecked)
    {
        ArgumentNullException.ThrowIfNull(output);
        return new DynamicWorkflow<TIn, TOut>(_draft.Build(Input, output, isChecked));
    }
}
