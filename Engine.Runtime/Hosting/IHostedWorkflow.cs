namespace Engine.Runtime;

/// <summary>
/// A workflow that a host can run: its runs outlive the call that started them. Implemented by the generator for each class marked
/// <c>[Workflow&lt;TIn, TOut&gt;(Hosted = true)]</c>.
/// </summary>
/// <typeparam name="TIn">What a run gets.</typeparam>
/// <typeparam name="TOut">What a run gives.</typeparam>
public interface IHostedWorkflow<TIn, TOut>
{
    /// <summary>Hands the compiled definition to a host: one call of <see cref="IHostedWorkflowSink{TIn, TOut}.Add"/>.</summary>
    void AddTo(IHostedWorkflowSink<TIn, TOut> sink);
}

/// <summary>Takes the compiled definition of a workflow with its own types, so that nothing is boxed or called through an interface.</summary>
/// <typeparam name="TIn">What a run gets.</typeparam>
/// <typeparam name="TOut">What a run gives.</typeparam>
public interface IHostedWorkflowSink<TIn, TOut>
{
    /// <summary>Takes a definition.</summary>
    /// <typeparam name="TDefinition">The plan, the steps and how their values are stored.</typeparam>
    /// <typeparam name="TState">The values of one run.</typeparam>
    void Add<TDefinition, TState>(TDefinition definition)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>, IHostedDefinition<TState>
        where TState : struct;
}
