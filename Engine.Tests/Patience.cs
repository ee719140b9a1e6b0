using System.Runtime.CompilerServices;

namespace Engine.Tests;

/// <summary>
/// The end of every wait for something that another thread must do: a test that would hang says who waited for what. No measure of
/// speed: what takes longer than this, with other tests beside it, will never come.
/// </summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task Within(
        this Task task, [CallerArgumentExpression(nameof(task))] string what = "", [CallerMemberName] string who = "", [CallerLineNumber] int line = 0)
    {
        try
        {
            await task.WaitAsync(Limit).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{who}, line {line}: '{what}' did not end within {Limit.TotalMinutes} minutes.");
        }
    }

    public static async Task<T> Within<T>(
        this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "", [CallerMemberName] string who = "", [CallerLineNumber] int line = 0)
    {
        await Within((Task)task, what, who, line).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    public static Task Within(
        this ValueTask task, [CallerArgumentExpression(nameof(task))] string what = "", [CallerMemberName] string who = "", [CallerLineNumber] int line = 0)
        => task.AsTask().Within(what, who, line);

    public static Task<T> Within<T>(
        this ValueTask<T> task, [CallerArgumentExpression(nameof(task))] string what = "", [CallerMemberName] string who = "", [CallerLineNumber] int line = 0)
        => task.AsTask().Within(what, who, line);
}
