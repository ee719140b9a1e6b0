using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine;

/// <summary>Asynchronous mapped steps.</summary>
public static partial class MapStep
{
    /// <summary>
    /// Starts an asynchronous step for each element, in order, as many at once as the run's degree allows; ends when all that have
    /// started have ended. A failure stops what has not started and cancels the token of what has. O(elements).
    /// </summary>
    /// <exception cref="InvalidOperationException">There are more elements than the step takes.</exception>
    public static ValueTask<MapResults<T>> RunAsync<TBody, T>(TBody body, in MapSettings settings, in StepContext context)
        where TBody : struct, IAsyncMapBody<T>
    {
        int count = body.Count;
        if (count > settings.Max)
        {
            ThrowExecution.TooManyElements(settings.Workflow, settings.Step, count, settings.Max);
        }

        return count == 0 ? new(new MapResults<T>(0)) : AsyncMap<TBody, T>.Rent().RunAsync(body, settings, context, count);
    }

    /// <summary>The same for a step without a value.</summary>
    public static ValueTask RunVoidAsync<TBody>(TBody body, in MapSettings settings, in StepContext context)
        where TBody : struct, IAsyncMapBody<byte>
    {
        ValueTask<MapResults<byte>> all = RunAsync<TBody, byte>(body, in settings, in context);
        if (all.IsCompletedSuccessfully)
        {
            all.Result.GiveBack();
            return default;
        }

        return Finish(all);
    }

    /// <summary>A call without a value, as one with a value that nobody reads.</summary>
    public static ValueTask<byte> WithoutValue(ValueTask call)
    {
        if (call.IsCompletedSuccessfully)
        {
            call.GetAwaiter().GetResult();
            return default;
        }

        return Wait(call);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask Finish(ValueTask<MapResults<byte>> all)
    {
        MapResults<byte> nothing = await all.ConfigureAwait(false);
        nothing.GiveBack();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<byte> Wait(ValueTask call)
    {
        await call.ConfigureAwait(false);
        return 0;
    }
}
