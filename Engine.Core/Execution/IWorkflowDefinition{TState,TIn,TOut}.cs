namespace Engine;

/// <summary>A definition with its way in and out. Executors' loops need neither, and stay free of shared generic code.</summary>
/// <typeparam name="TState">The values of one run.</typeparam>
/// <typeparam name="TIn">What a run is given.</typeparam>
/// <typeparam name="TOut">What a run returns.</typeparam>
public interface IWorkflowDefinition<TState, TIn, TOut> : IWorkflowDefinition<TState>
    where TState : struct
{
    /// <summary>A state that has not started, with its input.</summary>
    void Start(in TIn input, ref TState state);

    /// <summary>The output of a run that has completed.</summary>
    TOut Output(ref TState state);
}
