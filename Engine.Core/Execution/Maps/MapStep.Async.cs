using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine;

/// <summary>Asynchronous mapped steps.</summary>
public static partial class MapStep
{
    /// <summary>
    /// Starts an asynchronous step for each element, in order, as many at once as the run's degree allows; ends when all that have
    /// started have ended. A failure stops what has not started and cancels the token of what has. O(elements). 0 bytes in steady
    /// state, up to 4,096 calls at once, but for deadlines and delays on a clock of the caller's.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are more elements than the step takes.</exception>
    public static ValueTask<MapResults<T>> RunAsync<TBody, T>(TBody body, in MapSettings settings, in StepContext context)
        where TBody : struct, IAsyncMapBody<T>
    {
        int count = CheckedCount(body.Count, in settings);
        if (count == 0)
        {
            return new(new MapResults<T>(0));
        }

        var map = AsyncMap<MapValueCalls<TBody, T>, ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter, T>.Rent();
        short version = map.Version;
        return map.Start(new MapValueCalls<TBody, T>(body), in settings, in context, count, out MapResults<T> values)
            ? new ValueTask<MapResults<T>>(values)
            : new ValueTask<MapResults<T>>(map, version);
    }

    /// <summary>The same for a step without a value.</summary>
    /// <inheritdoc cref="RunAsync{TBody,T}"/>
    public static ValueTask RunVoidAsync<TBody>(TBody body, in MapSettings settings, in StepContext context)
        where TBody : struct, IAsyncMapBody
    {
        int count = CheckedCount(body.Count, in settings);
        if (count == 0)
        {
            return default;
        }

        var map = AsyncMap<MapEffectCalls<TBody>, ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter, byte>.Rent();
        short version = map.Version;
        if (map.Start(new MapEffectCalls<TBody>(body), in settings, in context, count, out MapResults<byte> nothing))
        {
            nothing.GiveBack();
            return default;
        }

        return new ValueTask(map, version);
    }

    private static int CheckedCount(int count, in MapSettings settings)
    {
        if (count > settings.Max)
        {
            ThrowExecution.TooManyElements(settings.Workflow, settings.Step, count, settings.Max);
        }

        return count;
    }
}
