using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>Calls with a value.</summary>
internal readonly struct MapValueCalls<TBody, T>(TBody body) : IMapCalls<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter, T>
    where TBody : struct, IAsyncMapBody<T>
{
    public bool Start(int element, in StepContext context, ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, ref T value) =>
        PendingStep.Start(body.Call(element, in context), ref pending, ref value);

    public void OnCompleted(ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, Action continuation) =>
        pending.UnsafeOnCompleted(continuation);

    public void End(ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter pending, ref T value) =>
        PendingStep.End(ref pending, ref value);
}
