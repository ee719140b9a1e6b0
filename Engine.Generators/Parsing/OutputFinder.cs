using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>The step whose value the run returns, and the steps whose value nobody takes.</summary>
internal static class OutputFinder
{
    public static void Find(ParseContext context)
    {
        ITypeSymbol output = context.Output!;
        Candidate? marked = null;
        bool isAmbiguous = false;
        List<Candidate>? ofType = null;
        foreach (Candidate step in context.Steps)
        {
            if (step.Find(AttributeKind.Output) is { } attribute)
            {
                if (marked is not null)
                {
                    isAmbiguous = true;
                    context.Sink.Report(Rules.AmbiguousOutput, Place.Attribute(attribute), context.Title, $"'{marked.Name}' and '{step.Name}', both marked [Output]", "leave the attribute on one of them");
                }

                marked ??= step;
                step.IsRead = true;
            }

            if (step.MapAttribute is null && !step.IsDuplicate && KnownTypes.Same(step.Value, output))
            {
                (ofType ??= []).Add(step);
            }
        }

        if (isAmbiguous)
        {
            return;
        }

        if (marked is null)
        {
            marked = Only(context, ofType);
            if (marked is null)
            {
                return;
            }
        }

        marked.IsRead = true;
        context.OutputStep = marked.Index;
        if (marked.IsRefused || TypeFit.FindError(output) is not null)
        {
            context.Sink.BreakSilently();
            return;
        }

        TypeFit.Result fit = marked.Value is null ? TypeFit.Result.OtherType : TypeFit.Of(marked.Value, output, context.Compilation);
        if (fit != TypeFit.Result.Fits)
        {
            string mend = fit == TypeFit.Result.MayBeNull
                ? "a null would come out where none is expected"
                : fit == TypeFit.Result.Boxes ? "nothing is boxed on the way out" : "nothing is converted on the way out";
            context.OutputStep = -1;
            context.Sink.Report(Rules.OutputTypeMismatch, marked.ValuePlace, marked.Name, Names.Of(marked.Value), Names.Of(output), mend);
        }
    }

    public static void CheckUnread(ParseContext context)
    {
        if (context.HasOpenBindings || context.HasOpenConditions || context.OutputStep < 0)
        {
            return;
        }

        foreach (Candidate step in context.Steps)
        {
            if (step.Value is not null && !step.IsRead && !step.IsRefused)
            {
                string mend = step.BatchOutput is { } column ? $"remove '{column.Name}'" : "return void";
                context.Sink.Report(Rules.ValueNotRead, Place.Name(step.Method), step.Name, Names.AsParameter(step.Name), mend);
            }
        }
    }

    /// <summary>The one step of the type; null after a message.</summary>
    private static Candidate? Only(ParseContext context, List<Candidate>? ofType)
    {
        if (ofType is { Count: 1 })
        {
            return ofType[0];
        }

        if (ofType is not null)
        {
            var names = new List<string>();
            foreach (Candidate step in ofType)
            {
                step.IsRead = true;
                names.Add($"'{step.Name}'");
            }

            context.Sink.ReportFixable(
                Rules.AmbiguousOutput,
                Place.Name(ofType[ofType.Count - 1].Method),
                FixProperties.Steps,
                string.Join(",", names).Replace("'", ""),
                context.Title,
                string.Join(" or of ", names),
                "mark one of them [Output]");
            return null;
        }

        if (context.Steps.Count == 0 || TypeFit.FindError(context.Output!) is not null)
        {
            context.Sink.BreakSilently();
            return null;
        }

        string advice = "";
        foreach (Candidate step in context.Steps)
        {
            if (step.IsRefused)
            {
                // It may well be the one, and what is wrong with it has been said.
                context.Sink.BreakSilently();
                return null;
            }

            if (advice.Length == 0 && step.MapAttribute is null && step.Value is not null && TypeFit.Of(step.Value, context.Output!, context.Compilation) == TypeFit.Result.Fits)
            {
                advice = $"; '{step.Name}' returns a '{Names.Of(step.Value)}', which is one: mark it [Output]";
            }
        }

        context.Sink.Report(
            Rules.NoOutput,
            Place.TypeArgument(context.Attribute!, 1),
            context.Title,
            Names.Of(context.Output!),
            advice.Length > 0 ? advice : "; let the last step return it");
        return null;
    }
}
