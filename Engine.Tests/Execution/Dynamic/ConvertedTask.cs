using System.Threading.Tasks.Sources;

namespace Engine.Tests.Execution.Dynamic;

/// <summary>
/// A task with its value converted. An asynchronous method would do, but goes through the thread pool under a synchronization
/// context, and what a test replays must stay on its thread.
/// </summary>
internal sealed class ConvertedTask<TFrom, T>(ValueTask<TFrom> from, Func<TFrom, T> convert) : IValueTaskSource<T>, IValueTaskSource
{
    public static ValueTask<T> Of(ValueTask<TFrom> from, Func<TFrom, T> convert) =>
        from.IsCompletedSuccessfully ? new ValueTask<T>(convert(from.Result)) : new ValueTask<T>(new ConvertedTask<TFrom, T>(from, convert), 0);

    public static ValueTask WithoutValue(ValueTask<TFrom> from) => new(new ConvertedTask<TFrom, T>(from, static _ => default!), 0);

    public ValueTaskSourceStatus GetStatus(short token) =>
        !from.IsCompleted ? ValueTaskSourceStatus.Pending
        : from.IsCompletedSuccessfully ? ValueTaskSourceStatus.Succeeded
        : from.IsCanceled ? ValueTaskSourceStatus.Canceled
        : ValueTaskSourceStatus.Faulted;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        from.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => continuation(state));

    public T GetResult(short token) => convert(from.GetAwaiter().GetResult());

    void IValueTaskSource.GetResult(short token) => GetResult(token);
}
