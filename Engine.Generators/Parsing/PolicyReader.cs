using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>[Retry] and [Timeout]: numbers in range, options that do something, a token for whoever must be told.</summary>
internal static class PolicyReader
{
    private const int MaxRetries = 1_000_000;
    private const int DayMs = 24 * 60 * 60 * 1000;
    private const int LastBackoff = 2;

    public static void Read(ParseContext context, Candidate method)
    {
        AttributeData? retry = null, timeout = null;
        foreach (Mark mark in method.Marks)
        {
            retry = mark.Kind == AttributeKind.Retry ? mark.Data : retry;
            timeout = mark.Kind == AttributeKind.Timeout ? mark.Data : timeout;
        }

        if (retry is null && timeout is null)
        {
            return;
        }

        var policy = new PolicyModel(0, 0, 0, 0, Jitter: false, RetryOn: null, TimeoutMs: 0);
        if (retry is not null)
        {
            policy = ReadRetry(context, method, retry);
        }

        if (timeout is not null && AttributeValues.TryNumber(context, timeout, 0, out int milliseconds))
        {
            if (milliseconds < 1)
            {
                context.Sink.Report(Rules.BadOption, Place.Argument(timeout, 0), "Timeout", method.Name, $"{milliseconds} milliseconds are no time; give 1 or more");
            }
            else if (!TakesToken(context, method))
            {
                context.Sink.Report(Rules.TimeoutWithoutToken, Place.Attribute(timeout), method.Title);
            }

            policy = policy with { TimeoutMs = milliseconds };
        }

        method.Policy = policy;
    }

    private static PolicyModel ReadRetry(ParseContext context, Candidate method, AttributeData retry)
    {
        if (AttributeValues.TryNumber(context, retry, 0, out int retries) && retries is < 1 or > MaxRetries)
        {
            Complain(context, method, Place.Argument(retry, 0), $"{retries} retries; give 1 to 1,000,000");
        }

        int? delayMs = null, backoff = null, maxDelayMs = null;
        bool? jitter = null;
        ITypeSymbol? on = null;
        foreach (KeyValuePair<string, TypedConstant> option in retry.NamedArguments)
        {
            TypedConstant value = option.Value;
            switch (option.Key)
            {
                case "DelayMs" when value.Value is int number:
                    delayMs = number;
                    break;
                case "MaxDelayMs" when value.Value is int number:
                    maxDelayMs = number;
                    break;
                case "Backoff" when value.Value is byte number:
                    backoff = number;
                    break;
                case "Jitter" when value.Value is bool flag:
                    jitter = flag;
                    break;
                case "On" when value.Kind == TypedConstantKind.Type && value.Value is ITypeSymbol type:
                    on = type;
                    CheckException(context, method, retry, type);
                    break;
                case "On" when value.IsNull && value.Kind != TypedConstantKind.Error:
                    break;
                default:
                    context.Sink.BreakSilently();
                    break;
            }
        }

        CheckDelays(context, method, retry, delayMs ?? 0, backoff, maxDelayMs, jitter);
        return new PolicyModel(
            retries,
            delayMs ?? 0,
            backoff ?? 0,
            maxDelayMs ?? 0,
            jitter ?? false,
            on is null ? null : context.Known.FullName(on),
            TimeoutMs: 0);
    }

    private static void CheckDelays(ParseContext context, Candidate method, AttributeData retry, int delayMs, int? backoff, int? maxDelayMs, bool? jitter)
    {
        if (delayMs is < 0 or > DayMs)
        {
            Complain(context, method, Place.Option(retry, "DelayMs"), $"DelayMs is {delayMs}; give 0 to {DayMs}, a day");
            return;
        }

        if (backoff is < 0 or > LastBackoff)
        {
            Complain(context, method, Place.Option(retry, "Backoff"), $"Backoff {backoff} is none of its members; give Constant, Linear or Exponential");
        }

        if (maxDelayMs is < 0 or > DayMs)
        {
            Complain(context, method, Place.Option(retry, "MaxDelayMs"), $"MaxDelayMs is {maxDelayMs}; give 0 to {DayMs}, a day");
            return;
        }

        if (delayMs == 0)
        {
            string? idle = backoff > 0 ? "Backoff" : maxDelayMs > 0 ? "MaxDelayMs" : jitter == true ? "Jitter" : null;
            if (idle is not null)
            {
                Complain(context, method, Place.Option(retry, idle), $"{idle} has no effect without a delay; set DelayMs");
            }
        }
        else if (maxDelayMs > 0 && maxDelayMs < delayMs)
        {
            Complain(context, method, Place.Option(retry, "MaxDelayMs"), $"MaxDelayMs {maxDelayMs} is below DelayMs {delayMs}; raise it or remove it");
        }
        else if (maxDelayMs > 0 && (backoff ?? 0) == 0)
        {
            Complain(context, method, Place.Option(retry, "MaxDelayMs"), "MaxDelayMs has no effect on a constant delay; set Backoff or remove it");
        }
    }

    private static void CheckException(ParseContext context, Candidate method, AttributeData retry, ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error)
        {
            // The C# compiler says so.
            context.Sink.BreakSilently();
            return;
        }

        bool isException = type is not INamedTypeSymbol { IsUnboundGenericType: true };
        ITypeSymbol? at = type;
        while (isException && at is not null && !KnownTypes.Same(context.Known.Exception, at))
        {
            at = at.BaseType;
        }

        if (!isException || at is null)
        {
            Complain(context, method, Place.Option(retry, "On"), $"'{Names.Of(type)}' is no type of exception; give one that derives from Exception");
        }
    }

    private static void Complain(ParseContext context, Candidate method, Place place, string complaint)
        => context.Sink.Report(Rules.BadOption, place, "Retry", method.Name, complaint);

    private static bool TakesToken(ParseContext context, Candidate method)
    {
        foreach (IParameterSymbol parameter in method.Method.Parameters)
        {
            if (KnownTypes.Same(parameter.Type, context.Known.CancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
