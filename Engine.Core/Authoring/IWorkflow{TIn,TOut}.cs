namespace Engine;

/// <summary>A workflow from <typeparamref name="TIn"/> to <typeparamref name="TOut"/>; implemented by generated code.</summary>
/// <typeparam name="TIn">What a run is given.</typeparam>
/// <typeparam name="TOut">What a run returns.</typeparam>
public interface IWorkflow<TIn, TOut> : IWorkflow
{
#pragma warning disable RS0026 // The overloads differ in a parameter that is not optional.
    /// <summary>Runs the workflow once.</summary>
    /// <param name="input">What the run is given.</param>
    /// <param name="cancellationToken">Stops the run: nothing new starts, running steps see a token, compensations run.</param>
    /// <returns>The value of the output step. To be awaited once, as any <see cref="ValueTask{TResult}"/>.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="TimeoutException">A step passed its deadline.</exception>
    /// <exception cref="CompensationFailedException">The run failed, and so did a compensation.</exception>
    ValueTask<TOut> RunAsync(TIn input, CancellationToken cancellationToken = default);

    /// <summary>Runs the workflow once, with its clock, seed and degree given.</summary>
    /// <inheritdoc cref="RunAsync(TIn, CancellationToken)"/>
    ValueTask<TOut> RunAsync(TIn input, RunOptions options, CancellationToken cancellationToken = default);
#pragma warning restore RS0026
}
