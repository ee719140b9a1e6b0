using System.ComponentModel;

namespace Engine.Events;

/// <summary>The same for a workflow whose runs may wait.</summary>
/// <typeparam name="TWorkflow">The class.</typeparam>
/// <typeparam name="TIn">The workflow's input.</typeparam>
/// <typeparam name="TOut">The workflow's output.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IAsyncEventStarts<TWorkflow, TIn, TOut> : IEventStarts<TIn>
{
    /// <summary>One run.</summary>
    static abstract ValueTask<TOut> RunAsync<TObserver>(TWorkflow workflow, TIn input, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TObserver : struct, IRunObserver;
}
