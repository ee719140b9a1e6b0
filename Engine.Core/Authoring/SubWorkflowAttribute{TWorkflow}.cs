namespace Engine;

/// <summary>
/// Makes a bodiless partial method a step that runs another workflow: the generator writes its body. The method takes the
/// other workflow's input, and a <see cref="CancellationToken"/> if it likes, and returns its output; a
/// <c>ValueTask&lt;T&gt;</c> or <c>Task&lt;T&gt;</c> where the other workflow may suspend. The instance is a field, a property
/// or a primary constructor parameter of the class; where there is none, a parameterless constructor makes one.
/// <code>
/// [SubWorkflow&lt;PriceOrder&gt;] public partial Invoice Bill(in Order order);
/// </code>
/// <para>
/// The steps of a workflow of the same assembly become steps of the plan, named <c>Bill.Price</c>, and its compensations join
/// it, unless the step has a policy, a compensation or a <see cref="RepeatAttribute"/> of its own, or generated code cannot reach
/// the other workflow's methods. Then, and for a workflow of another assembly, it runs as one step, under the clock, seed and
/// token of the run.
/// </para>
/// </summary>
/// <typeparam name="TWorkflow">A class marked <see cref="WorkflowAttribute{TIn,TOut}"/>.</typeparam>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class SubWorkflowAttribute<TWorkflow> : Attribute
    where TWorkflow : class;
