using System.ComponentModel;
using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine;

/// <summary>Runs the calls of mapped steps: order, limits, retries and deadlines of each.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class MapStep
{
    /// <summary>
    /// Calls a synchronous step for each element, in order. O(elements). 0 bytes but for deadlines on a clock of the caller's and
    /// buffers beyond what the shared pool keeps.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are more elements than the step takes.</exception>
    public static MapResults<T> Run<TBody, T>(TBody body, in MapSettings settings, in StepContext context)
        where TBody : struct, IMapBody<T>
    {
        int count = body.Count;
        if (count > settings.Max)
        {
            ThrowExecution.TooManyElements(settings.Workflow, settings.Step, count, settings.Max);
        }

        var results = new MapResults<T>(count);
        if (settings.Policy.Retries == 0 && settings.Policy.TimeoutMs == 0)
        {
            // No try around it: the body would then stay in memory instead of registers. A buffer that a failure leaves is collected.
            Span<T> values = results.Writable;
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = body.Call(index, in context);
            }
        }
        else
        {
            RunWithPolicy(ref body, results, in settings, in context);
        }

        return results;
    }

    /// <summary>The same for a step without a value.</summary>
    public static void RunVoid<TBody>(TBody body, in MapSettings settings, in StepContext context)
        where TBody : struct, IMapBody<byte>
    {
        MapResults<byte> nothing = Run<TBody, byte>(body, in settings, in context);
        nothing.GiveBack();
    }

    private static void RunWithPolicy<TBody, T>(ref TBody body, MapResults<T> results, in MapSettings settings, in StepContext context)
        where TBody : struct, IMapBody<T>
    {
        try
        {
            Span<T> values = results.Writable;
            for (int index = 0; index < values.Length; index++)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                values[index] = Attempts<TBody, T>(ref body, index, in settings, in context);
            }
        }
        catch
        {
            results.GiveBack();
            throw;
        }
    }

    private static T Attempts<TBody, T>(ref TBody body, int index, in MapSettings settings, in StepContext context)
        where TBody : struct, IMapBody<T>
    {
        StepPolicy policy = settings.Policy;
        for (int attempt = 1; ; attempt++)
        {
            AttemptTokens? tokens = policy.TimeoutMs > 0 ? AttemptTokens.Rent() : null;
            try
            {
                CancellationToken token = tokens is null ? context.CancellationToken : tokens.Begin(policy.TimeoutMs, context.Clock, context.CancellationToken);
                return body.Call(index, context.Again(attempt, token));
            }
            catch (Exception thrown)
            {
                StepEvent stepEvent = Outcomes.OfException(thrown, tokens is not null && tokens.DeadlineFired, stopping: false, context.CancellationToken);
                Exception exception = Outcomes.Surfaced(stepEvent, thrown, settings.Workflow, settings.Step, policy.TimeoutMs);
                if (!Outcomes.MayRetry(in policy, attempt, stepEvent, exception))
                {
                    if (ReferenceEquals(exception, thrown))
                    {
                        throw;
                    }

                    throw exception;
                }
            }
            finally
            {
                if (tokens is not null)
                {
                    AttemptTokens.Return(tokens);
                }
            }

            // Never after a cancellation, whatever the attempt made of it.
            context.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
