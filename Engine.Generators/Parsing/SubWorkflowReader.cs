using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>[SubWorkflow]: which workflow a step runs, on which instance, and whether its steps become steps of the plan.</summary>
internal static class SubWorkflowReader
{
    /// <summary>Reads the attribute of a step whose parameters are bound.</summary>
    public static void Read(ParseContext context, Candidate step)
    {
        if (step.Find(AttributeKind.SubWorkflow) is not { } attribute)
        {
            if (step.Find(AttributeKind.Repeat) is { } stray)
            {
                context.Sink.Report(Rules.NoEffect, Place.Attribute(stray), "Repeat", step.Name, "only a [SubWorkflow] is repeated; let a workflow do what is to be repeated");
            }

            return;
        }

        if (attribute.AttributeClass is not { TypeArguments: { Length: 1 } arguments } || TypeFit.FindError(arguments[0]) is not null)
        {
            context.Sink.BreakSilently();
            return;
        }

        if (step.IsRefused)
        {
            return;
        }

        ITypeSymbol type = arguments[0];
        string? complaint = Misdeclared(step.Method);
        if (complaint is not null)
        {
            Refuse(context, step, Place.Name(step.Method), type, complaint);
            return;
        }

        if (IsRecursive(context, step, attribute, type))
        {
            return;
        }

        ChildWorkflow? child = type is INamedTypeSymbol named ? ChildWorkflow.Of(context, named) : null;
        if (child is null)
        {
            Refuse(context, step, Place.TypeArgument(attribute, 0), type, $"'{Names.Of(type)}' is no workflow; mark it [Workflow<TIn, TOut>], or name one that is");
            return;
        }

        if (ReportRecursion(context, step, attribute) || child.IsBroken)
        {
            context.Sink.BreakSilently();
            return;
        }

        int input = CheckSignature(context, step, child);
        if (input >= 0 && ChildInstance.Find(context, step, child.Type) is { } instance)
        {
            step.Sub = new SubWorkflow(child, attribute, input, instance.Expression, instance.IsMade)
            {
                Accessor = FreeName(context, step.Name + "_Workflow"),
                OneStep = FreeName(context, step.Name + "_OneStep"),
                Access = IsSeen(context, child.Type) && IsSeen(context, child.Input) && IsSeen(context, step.Value!) ? "internal" : "private",
            };
            RepeatReader.Read(context, step);
        }
    }

    /// <summary>When all policies and compensations are known: whether the steps join the plan, and what is lost where they do not.</summary>
    public static void Decide(ParseContext context)
    {
        int count = context.Steps.Count;
        foreach (Candidate step in context.Steps)
        {
            if (step.Sub is not { } sub)
            {
                continue;
            }

            (string Why, string Mend)? reason = WhyOneStep(context, step, sub);
            sub.WhyOneStep = reason?.Why;
            if (reason is null)
            {
                count += sub.Child.Model!.Steps.Count - 1;
            }
            else if (step.Counterpart < 0 && sub.Child.Compensation(context.Known) is { } lost)
            {
                context.Sink.Report(Rules.LostCompensations, Place.Name(step.Method), step.Name, sub.Child.Type.Name, reason.Value.Why, lost, reason.Value.Mend);
            }
        }

        if (count > MethodReader.MaxSteps && context.Steps.Count <= MethodReader.MaxSteps)
        {
            context.Sink.Report(Rules.TooManySteps, Place.Name(context.Type), context.Title, count, MethodReader.MaxSteps);
        }
    }

    private static string? Misdeclared(IMethodSymbol method)
    {
        if (method.IsStatic)
        {
            return "it is static, and the other workflow is reached through the instance; remove 'static'";
        }

        bool hasBody = !method.IsPartialDefinition || (method.PartialImplementationPart is { } body && !GeneratedCode.IsOurs(body));
        return hasBody ? "the generator writes its body; declare it 'partial' and end it with ';'" : null;
    }

    /// <summary>A workflow that is being read already contains itself.</summary>
    private static bool IsRecursive(ParseContext context, Candidate step, AttributeData attribute, ITypeSymbol type)
    {
        var path = new List<string> { type.Name };
        for (ParseContext? at = context; at is not null; at = at.Parent)
        {
            path.Insert(0, at.Type.Name);
            if (KnownTypes.Same(at.Type, type))
            {
                if (at.Parent is null)
                {
                    context.Root.Recursion = string.Join(" -> ", path);
                    ReportRecursion(context, step, attribute);
                }

                context.Sink.BreakSilently();
                return true;
            }
        }

        return false;
    }

    /// <summary>Said at the class that is parsed, by each class of the circle for itself.</summary>
    private static bool ReportRecursion(ParseContext context, Candidate step, AttributeData attribute)
    {
        if (context.Root.Recursion is not { } path || context.Parent is not null)
        {
            return false;
        }

        context.Root.Recursion = null;
        context.Sink.Report(Rules.RecursiveWorkflow, Place.TypeArgument(attribute, 0), step.Name, context.Title, path);
        return true;
    }

    /// <summary>The position of the parameter that is the input; -1 after a message.</summary>
    private static int CheckSignature(ParseContext context, Candidate step, ChildWorkflow child)
    {
        int input = -1;
        bool hasToken = false;
        for (int i = 0; i < step.Parameters.Length; i++)
        {
            BoundParameter parameter = step.Parameters[i];
            if (!parameter.IsBound)
            {
                context.Sink.BreakSilently();
                return -1;
            }

            bool isToken = parameter.Source == ParameterSource.Token;
            if (parameter.Source is ParameterSource.State or ParameterSource.Context || (isToken ? hasToken : input >= 0))
            {
                Refuse(context, step, Place.Name(parameter.Symbol), child.Type, $"it takes '{Names.Of(child.Input)}' and at most a CancellationToken; remove '{parameter.Symbol.Name}'");
                return -1;
            }

            hasToken |= isToken;
            input = isToken ? input : i;
        }

        if (input < 0)
        {
            Refuse(context, step, Place.Name(step.Method), child.Type, $"it has no parameter for its input, '{Names.Of(child.Input)}'; add one");
            return -1;
        }

        IParameterSymbol taken = step.Parameters[input].Symbol;
        if (TypeFit.Of(taken.Type, child.Input, context.Compilation) != TypeFit.Result.Fits)
        {
            Refuse(context, step, Place.Type(taken), child.Type, $"parameter '{taken.Name}' is of type '{Names.Of(taken.Type)}', and its input of type '{Names.Of(child.Input)}'; take that");
            return -1;
        }

        if (step.Value is null || TypeFit.Of(child.Output, step.Value, context.Compilation) != TypeFit.Result.Fits
            || (step.IsAsynchronous && !SymbolEqualityComparer.IncludeNullability.Equals(child.Output, step.Value)))
        {
            Refuse(context, step, Place.Type(step.Method), child.Type, $"it returns '{Names.Of(step.Value)}', and its output is of type '{Names.Of(child.Output)}'; return that");
            return -1;
        }

        if (child.Suspends && !step.IsAsynchronous)
        {
            Refuse(context, step, Place.Type(step.Method), child.Type, $"it may suspend; return 'ValueTask<{Names.Of(child.Output)}>'");
            return -1;
        }

        return input;
    }

    private static (string Why, string Mend)? WhyOneStep(ParseContext context, Candidate step, SubWorkflow sub)
    {
        string own = $"give '{step.Name}' a [Compensate] of its own";
        string types = sub.Child.Type.Name;
        if (sub.Child.Context is not { } child)
        {
            return ("it comes from another assembly", own);
        }

        if (step.Find(AttributeKind.Repeat) is not null)
        {
            return ("it has [Repeat]", own);
        }

        if (step.Policy is not null)
        {
            return ("it has a policy", $"move [Retry] and [Timeout] to the steps of '{types}', or {own}");
        }

        if (step.Counterpart >= 0)
        {
            return ("it has a compensation", own);
        }

        if (step.Parameters[sub.Input].Source == ParameterSource.Maybe)
        {
            return ("its input may be missing", own);
        }

        if (SubWorkflowColumns.WhyConverted(context, step, sub) is { } converted)
        {
            return (converted, $"hand over and take the very types of '{types}', or {own}");
        }

        return Unreachable(context, child) is { } hidden
            ? ($"generated code cannot reach '{hidden}'", $"make '{hidden}' internal or public, or {own}")
            : null;
    }

    /// <summary>The first thing that steps of the child need and code in the class cannot name; null where there is none.</summary>
    private static string? Unreachable(ParseContext context, ParseContext child)
    {
        foreach (List<Candidate> methods in new[] { child.Steps, child.Compensations })
        {
            foreach (Candidate method in methods)
            {
                if (method.Sub is { } inner)
                {
                    if (inner.Access != "internal")
                    {
                        return $"{child.Title}.{method.Name}";
                    }

                    if (inner.IsInlined && Unreachable(context, inner.Child.Context!) is { } deeper)
                    {
                        return deeper;
                    }
                }
                else if (!IsReachable(context, method.Method) || (method.MapSource >= 0 && method.MapAccess != "internal"))
                {
                    return $"{child.Title}.{method.Name}";
                }

                if (method.Value is not null && !IsReachable(context, method.Value))
                {
                    return Names.Of(method.Value);
                }
            }
        }

        foreach (StateCandidate state in child.States)
        {
            if (state.IsTouched && !IsReachable(context, state.Type))
            {
                return $"{child.Title}.{state.Type.Name}";
            }
        }

        return null;
    }

    private static bool IsReachable(ParseContext context, ISymbol symbol) => context.Compilation.IsSymbolAccessibleWithin(symbol, context.Type);

    private static bool IsSeen(ParseContext context, ITypeSymbol type) => Visibility.For(type, context.Type) >= Visibility.Internal;

    /// <summary>A name that no member of the class has; what we made under it before does not count.</summary>
    public static string FreeName(ParseContext context, string name)
    {
        for (bool isFree = false; !isFree;)
        {
            isFree = true;
            foreach (ISymbol member in context.Type.GetMembers(name))
            {
                isFree &= GeneratedCode.IsOurs(member);
            }

            name = isFree ? name : name + "_";
        }

        return name;
    }

    private static void Refuse(ParseContext context, Candidate step, Place place, ITypeSymbol child, string complaint)
        => context.Sink.Report(Rules.BadSubWorkflow, place, step.Name, Names.Of(child), complaint);
}
