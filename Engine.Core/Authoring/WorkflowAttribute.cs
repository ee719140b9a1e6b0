namespace Engine;

/// <summary>
/// Makes a partial class a workflow: its methods marked <see cref="StepAttribute"/> are the steps, their parameter names the
/// edges. The generator adds the entry points (<c>Run</c> where no step suspends, <c>RunAsync</c> always), the nested
/// <c>Definition</c>, <c>State</c> and <c>Steps</c>; the analyzer refuses what cannot run.
/// </summary>
/// <typeparam name="TIn">What a run is given. A parameter of this type receives it.</typeparam>
/// <typeparam name="TOut">What a run returns: the value of the one step of this type, or of the one marked <see cref="OutputAttribute"/>.</typeparam>
/// <example><code>
/// [Workflow&lt;Order, Invoice&gt;]
/// public sealed partial class PriceOrder(ICatalog catalog)
/// {
///     [Step] public Quote Price(in Order order) => catalog.Quote(order);
///     [Step] public static Tax Tax(in Quote price) => new(price.Net * 0.19m);
///     [Step] public static Invoice Invoice(in Quote price, in Tax tax) => new(price, tax);
/// }
/// </code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WorkflowAttribute<TIn, TOut> : Attribute
{
    /// <summary>
    /// Whether runs may outlive the call and the process: they are given to a host of the package Engine.Runtime, which records what
    /// their steps return and goes on after a crash. All that is recorded must be storable: values without references, strings,
    /// arrays of these, and types marked <c>[MemoryPackable]</c>.
    /// </summary>
    public bool Hosted { get; set; }
}
