using Engine.Generators.Diagnostics;
using Engine.Generators.Model;

namespace Engine.Generators.Parsing;

/// <summary>Which steps may be skipped, exactly when each runs, and what follows from it for whoever takes their values.</summary>
internal static class SkipAnalysis
{
    private const int BoolValues = 2;

    /// <summary>Along the order: a step runs if its conditions hold and every step runs whose plain value it takes.</summary>
    public static void FindGuards(ParseContext context, int[] order)
    {
        foreach (int index in order)
        {
            Candidate step = context.Steps[index];
            Guard? guard = null;
            if (step.Conditions is not null)
            {
                guard = new Guard();
                foreach (Condition condition in step.Conditions)
                {
                    if (context.Steps[condition.Step].Guard is { } inherited)
                    {
                        guard.And(inherited);
                    }

                    guard.And(condition, context.Domains.TryGetValue(condition.Step, out EnumDomain? domain) ? domain.Undeclared + 1 : BoolValues);
                }
            }

            foreach (BoundParameter parameter in step.Parameters)
            {
                if (parameter.Source == ParameterSource.Value && parameter.IsBound && context.Steps[parameter.Index].Guard is { } inherited)
                {
                    (guard ??= new Guard()).And(inherited);
                }
            }

            step.Guard = guard;
            step.IsSkippable = guard is not null;
        }
    }

    public static void Check(ParseContext context)
    {
        foreach (Candidate step in context.Steps)
        {
            if (step.Guard is { Contradiction: >= 0 } guard && !InheritsContradiction(context, step))
            {
                context.Sink.Report(
                    Rules.Contradiction,
                    step.Conditions is { Count: > 0 } conditions ? Place.Attribute(conditions[conditions.Count - 1].Attribute) : Place.Name(step.Method),
                    step.Name,
                    $"no value of '{context.Steps[guard.Contradiction].Name}' meets all its conditions and those of the steps whose values it takes; remove one, or take Maybe<T>");
            }
        }

        if (context.OutputStep >= 0 && context.Steps[context.OutputStep] is { IsSkippable: true, Guard.Contradiction: < 0 } output)
        {
            context.Sink.Report(Rules.OutputMayBeSkipped, Place.Name(output.Method), output.Name, context.Title, Cause(context, output));
        }
    }

    /// <summary>Maybe&lt;T&gt; where there is always a value.</summary>
    public static void CheckMaybes(ParseContext context, Candidate method)
    {
        foreach (BoundParameter parameter in method.Parameters)
        {
            if (parameter.Source == ParameterSource.Maybe && parameter.IsBound && !context.Steps[parameter.Index].IsSkippable)
            {
                context.Sink.Report(
                    Rules.MaybeOfCertain,
                    Place.Type(parameter.Symbol),
                    parameter.Symbol.Name,
                    method.Title,
                    Names.Of(parameter.Type),
                    context.Steps[parameter.Index].Name);
            }
        }
    }

    private static bool InheritsContradiction(ParseContext context, Candidate step)
    {
        foreach (Condition condition in step.Conditions ?? [])
        {
            if (context.Steps[condition.Step].Guard is { Contradiction: >= 0 })
            {
                return true;
            }
        }

        foreach (BoundParameter parameter in step.Parameters)
        {
            if (parameter.Source == ParameterSource.Value && parameter.IsBound && context.Steps[parameter.Index].Guard is { Contradiction: >= 0 })
            {
                return true;
            }
        }

        return false;
    }

    private static string Cause(ParseContext context, Candidate step)
    {
        if (step.Conditions is { Count: > 0 } conditions)
        {
            return $"by its condition on '{context.Steps[conditions[0].Step].Name}'";
        }

        foreach (BoundParameter parameter in step.Parameters)
        {
            if (parameter.Source == ParameterSource.Value && context.Steps[parameter.Index].IsSkippable)
            {
                return $"with '{context.Steps[parameter.Index].Name}', whose plain value it takes";
            }
        }

        return "";
    }
}
