namespace Engine.Runtime;

/// <summary>A hosted run: its number, and what can be asked of it. A value that may be kept, copied and made again from the number.</summary>
/// <typeparam name="TOut">What the run gives.</typeparam>
public readonly struct RunHandle<TOut>
{
    private readonly HostedWorkflow _workflow;

    internal RunHandle(HostedWorkflow workflow, RunId id)
    {
        _workflow = workflow;
        Id = id;
    }

    /// <summary>The run's number: with it <see cref="HostedWorkflow{TIn, TOut}.Find(RunId)"/> gives this handle again, in the next process too.</summary>
    public RunId Id { get; }

    /// <summary>Waits until the run has ended and its outcome is on the disk.</summary>
    /// <param name="cancellationToken">Gives up waiting. The run goes on.</param>
    /// <returns>The run's output. To be awaited once, as any <see cref="ValueTask{TResult}"/>; ask again for another.</returns>
    /// <exception cref="RunNotFoundException">The run has been forgotten, or there was none.</exception>
    /// <exception cref="RunHeldException">This process cannot go on with the run.</exception>
    /// <exception cref="HostStoppedException">The host stopped before the run had ended.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, or the token was.</exception>
    /// <exception cref="RecordedException">The run failed in an earlier process; in this one it is the step's own exception.</exception>
    public ValueTask<TOut> WaitAsync(CancellationToken cancellationToken = default) => _workflow is null
        ? throw new InvalidOperationException("This handle is the default value: no run.")
        : _workflow.WaitAsync<TOut>(Id, cancellationToken);

    /// <inheritdoc cref="WorkflowHost.GetAsync"/>
    public Task<RunSnapshot> GetAsync(CancellationToken cancellationToken = default) => _workflow.Host.GetAsync(Id, cancellationToken);

    /// <inheritdoc cref="WorkflowHost.HistoryAsync"/>
    public Task<HostedRunHistory> HistoryAsync(CancellationToken cancellationToken = default) => _workflow.Host.HistoryAsync(Id, cancellationToken);

    /// <inheritdoc cref="WorkflowHost.CancelAsync"/>
    public Task<bool> CancelAsync(CancellationToken cancellationToken = default) => _workflow.Host.CancelAsync(Id, cancellationToken);

    /// <inheritdoc cref="WorkflowHost.PauseAsync"/>
    public Task<bool> PauseAsync(string? reason = null, CancellationToken cancellationToken = default) => _workflow.Host.PauseAsync(Id, reason, cancellationToken);

    /// <inheritdoc cref="WorkflowHost.ResumeAsync"/>
    public Task<bool> ResumeAsync(CancellationToken cancellationToken = default) => _workflow.Host.ResumeAsync(Id, cancellationToken);

    /// <inheritdoc cref="WorkflowHost.RetryAsync"/>
    public Task<bool> RetryAsync(CancellationToken cancellationToken = default) => _workflow.Host.RetryAsync(Id, cancellationToken);

    /// <inheritdoc cref="WorkflowHost.DismissAsync"/>
    public Task DismissAsync(CancellationToken cancellationToken = default) => _workflow.Host.DismissAsync(Id, cancellationToken);

    /// <summary>The run's number.</summary>
    public override string ToString() => Id.ToString();
}
