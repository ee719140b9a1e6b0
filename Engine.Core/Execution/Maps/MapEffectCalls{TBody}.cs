using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>Calls without a value: each leaves a byte that nobody reads.</summary>
internal readonly struct MapEffectCalls<TBody>(TBody body) : IMapCalls<ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter, byte>
    where TBody : struct, IAsyncMapBody
{
    public bool Start(int element, in StepContext context, ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter pending, ref byte value) =>
        PendingStep.Start(body.Call(element, in context), ref pending);

    public void OnCompleted(ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter pending, Action continuation) =>
        pending.UnsafeOnCompleted(continuation);

    public void End(ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter pending, ref byte value) =>
        PendingStep.End(ref pending);
}
