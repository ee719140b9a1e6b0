using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>Workflows whose runs outlive a call: what is recorded of each step, and whether all that a run remembers can be stored.</summary>
internal static class HostedReader
{
    /// <summary>Whether the class is hosted, and whether anything is there that could host it.</summary>
    public static void ReadClass(ParseContext context, AttributeData attribute)
    {
        context.IsHosted = IsSet(attribute, "Hosted");
        if (context.IsHosted && !context.Known.HasRuntime)
        {
            context.Sink.Report(Rules.NoRuntime, Place.Option(attribute, "Hosted"), context.Title);
        }
    }

    /// <summary>When it is known which steps join the plan, and what undoes which.</summary>
    public static void Check(ParseContext context)
    {
        foreach (Candidate step in context.Steps)
        {
            if (!step.IsDuplicate && !step.IsUnsuitable && step.Find(AttributeKind.Step) is { } attribute)
            {
                ReadRecording(context, step, attribute);
            }
        }

        if (!context.IsHosted)
        {
            return;
        }

        CheckUndone(context);
        if (context.Parent is null && context.Known.HasRuntime)
        {
            CheckInput(context);
            CheckStored(context, context, within: null, prefix: "");
        }
    }

    private static bool IsSet(AttributeData attribute, string option)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == option)
            {
                return argument.Value.Kind == TypedConstantKind.Primitive && argument.Value.Value is true;
            }
        }

        return false;
    }

    private static void ReadRecording(ParseContext context, Candidate step, AttributeData attribute)
    {
        bool isPure = IsSet(attribute, "Pure"), isDurable = IsSet(attribute, "Durable");
        if (!isPure && !isDurable)
        {
            return;
        }

        string option = isPure ? "Pure" : "Durable";
        string? complaint =
            !context.IsHosted ? $"{option} has no effect, as '{context.Title}' is not hosted; set Hosted = true in its [Workflow], or remove {option}"
            : isPure && isDurable ? "a step that is Pure runs again after a crash, one that is Durable does not; remove one of the two"
            : step.Sub is { IsInlined: true } sub ? $"{option} has no effect, as the steps of '{sub.Child.Type.Name}' join the plan; set it on those"
            : null;
        if (complaint is not null)
        {
            context.Sink.Report(Rules.BadOption, Place.Option(attribute, option), "Step", step.Name, complaint);
            return;
        }

        step.Recording = isPure ? Recording.Pure : Recording.Durable;
        if (isPure && WhyImpure(context, step) is { } reason)
        {
            context.Sink.Report(Rules.BadPure, Place.Option(attribute, option), step.Name, reason.Is, reason.Mend);
        }
    }

    /// <summary>Why a step cannot run again after a crash; null where it can.</summary>
    private static (string Is, string Mend)? WhyImpure(ParseContext context, Candidate step)
    {
        foreach (BoundParameter parameter in step.Parameters)
        {
            if (parameter.Source == ParameterSource.State)
            {
                return ($"it takes the state '{parameter.Type.Name}', which after a crash is as the steps behind it have left it", "remove Pure");
            }
        }

        return step.Counterpart >= 0
            ? ($"compensation '{context.Compensations[step.Counterpart].Name}' undoes it, so it has an effect", "remove Pure, or the compensation")
            : null;
    }

    /// <summary>
    /// A compensation may run in another process than the steps before it, and nothing is computed again for it: what it takes must
    /// have been recorded.
    /// </summary>
    private static void CheckUndone(ParseContext context)
    {
        foreach (Candidate compensation in context.Compensations)
        {
            foreach (BoundParameter parameter in compensation.Parameters)
            {
                // Of its own step it is said that it cannot be undone.
                if (parameter is { TakesStep: true, IsBound: true } && parameter.Index != compensation.Counterpart && PureSource(context, parameter.Index) is { } pure)
                {
                    Report(Place.Name(parameter.Symbol), pure, $"compensation '{compensation.Name}'");
                }
            }
        }

        foreach (Candidate step in context.Steps)
        {
            if (step.Sub is { IsInlined: true } sub && sub.Input < step.Parameters.Length && step.Parameters[sub.Input] is { TakesStep: true, IsBound: true } input
                && UndoesWithInput(sub.Child.Context!) && PureSource(context, input.Index) is { } pure)
            {
                Report(Place.Name(input.Symbol), pure, $"a compensation of '{sub.Child.Type.Name}'");
            }
        }

        void Report(Place place, string pure, string who) => context.Sink.Report(
            Rules.BadPure, place, pure, $"{who} takes its value, and after a crash nothing computes it for a compensation", "remove Pure");
    }

    /// <summary>The name of the step that gives the value of a step, if it is pure.</summary>
    private static string? PureSource(ParseContext context, int index)
    {
        Candidate step = context.Steps[index];
        return step.Sub is { IsInlined: true, Child.Context: { OutputStep: >= 0 } child }
            ? PureSource(child, child.OutputStep) is { } inner ? $"{step.Name}.{inner}" : null
            : step.Recording == Recording.Pure ? step.Name : null;
    }

    /// <summary>Whether compensations of a workflow that joins a plan take its input.</summary>
    private static bool UndoesWithInput(ParseContext child) =>
        child.Compensations.Any(static compensation => compensation.Parameters.Any(static parameter => parameter.Source == ParameterSource.Input))
        || child.Steps.Any(static step => step.Sub is { IsInlined: true } sub && step.Parameters[sub.Input].Source == ParameterSource.Input && UndoesWithInput(sub.Child.Context!));

    private static void CheckInput(ParseContext context)
    {
        bool isTaken = context.Steps.Concat(context.Compensations).Any(static method => method.Parameters.Any(static parameter => parameter is { Source: ParameterSource.Input, IsBound: true }));
        if (isTaken)
        {
            CheckStored(context, context.Input!, Place.TypeArgument(context.Attribute!, 0), "The input");
        }
    }

    /// <summary>The values and states of a workflow, and of those whose steps join its plan.</summary>
    /// <param name="root">The class that is parsed.</param>
    /// <param name="context">The workflow.</param>
    /// <param name="within">Where to report what a sub-workflow brings along; null in the class itself.</param>
    /// <param name="prefix">The steps that run it, each with a point behind it.</param>
    private static void CheckStored(ParseContext root, ParseContext context, Place? within, string prefix)
    {
        foreach (Candidate step in context.Steps)
        {
            if (step.Sub is { IsInlined: true, Child.Context: { } child })
            {
                CheckStored(root, child, within ?? Place.Name(step.Method), $"{prefix}{step.Name}.");
            }
            else if (step is { Value: not null, IsRefused: false })
            {
                CheckStored(root, step.Value, within ?? step.ValuePlace, $"The value of step '{prefix}{step.Name}'");
            }
        }

        foreach (StateCandidate state in context.States.Where(static state => state.IsTouched))
        {
            CheckStored(root, state.Type, within ?? Place.Name(state.Type), $"State '{prefix}{state.Type.Name}'");
        }
    }

    private static void CheckStored(ParseContext context, ITypeSymbol type, Place place, string what)
    {
        if (TypeFit.FindError(type) is null && StorageReader.WhyNot(context, type) is { } reason)
        {
            context.Sink.Report(Rules.NotStorable, place, what, Names.Of(type), reason.Is, reason.Mend);
        }
    }
}
