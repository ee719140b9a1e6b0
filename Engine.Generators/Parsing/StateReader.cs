using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>State structs: who takes them, how, and whether two steps that nothing orders may meet in one.</summary>
internal static class StateReader
{
    /// <summary>The state of that type, null for any other type.</summary>
    public static StateCandidate? Find(ParseContext context, ITypeSymbol type)
    {
        foreach (StateCandidate state in context.States)
        {
            if (KnownTypes.Same(state.Type, type.OriginalDefinition))
            {
                return state;
            }
        }

        return null;
    }

    /// <summary>A struct marked [State] that is none of this class; false where it is not marked at all.</summary>
    public static bool IsMisplaced(ParseContext context, Candidate method, IParameterSymbol parameter)
    {
        if (parameter.Type is not INamedTypeSymbol { TypeKind: TypeKind.Struct } type || context.Known.Find(type.OriginalDefinition, AttributeKind.State) is null)
        {
            return false;
        }

        bool isOfWorkflow = type.ContainingType is { } outer && context.Known.Find(outer.OriginalDefinition, AttributeKind.Workflow) is not null;
        if (isOfWorkflow || !KnownTypes.Same(type.ContainingAssembly, context.Compilation.Assembly))
        {
            string where = isOfWorkflow ? $"'{type.Name}' is a state of '{type.ContainingType!.Name}'" : $"'{type.Name}' is not nested in the class";
            context.Sink.Report(Rules.BadState, Place.Type(parameter), parameter.Name, method.Title, $"{where}; a state is declared in the workflow class itself");
        }
        else
        {
            // The struct has a message of its own.
            context.Sink.BreakSilently();
        }

        return true;
    }

    public static BoundParameter Bind(ParseContext context, Candidate method, IParameterSymbol parameter, StateCandidate state)
    {
        state.IsTouched = true;
        string? complaint =
            method.MapAttribute is not null ? "a mapped step takes no state, as nothing orders its calls; let a step after it change the state"
            : method.BatchAttribute is not null ? "a batch step takes no state, as many runs share its call; let a step before or after it read or change the state"
            : method.IsCompensation ? "a compensation takes no state; take what it needs from the step's value"
            : method.IsAsynchronous ? "an asynchronous step cannot take a state, which it would have to keep; return a value and change the state in a synchronous step"
            : parameter.RefKind is RefKind.None or RefKind.Out ? "a state is taken as 'in' to read it or as 'ref' to change it"
            : state.Type.IsRefLikeType ? "a ref struct cannot be kept as a state; make it a plain struct"
            : state.Type.IsGenericType ? "a state cannot be generic; name its types"
            : null;
        if (complaint is not null)
        {
            context.Sink.Report(Rules.BadState, Place.Name(parameter), parameter.Name, method.Title, complaint);
        }

        return new BoundParameter(
            parameter,
            parameter.Type,
            ParameterSource.State,
            parameter.RefKind == RefKind.Ref ? Passing.Ref : Passing.In,
            context.States.IndexOf(state),
            IsBound: complaint is null);
    }

    /// <summary>A step that has one state twice would read what it is changing.</summary>
    public static void CheckTwice(ParseContext context, Candidate method)
    {
        BoundParameter[] parameters = method.Parameters;
        for (int i = 1; i < parameters.Length; i++)
        {
            for (int j = 0; j < i && parameters[i].Source == ParameterSource.State; j++)
            {
                if (parameters[i].IsBound && parameters[j].IsBound && parameters[j].Source == ParameterSource.State && parameters[j].Index == parameters[i].Index)
                {
                    context.Sink.Report(
                        Rules.BadState,
                        Place.Name(parameters[i].Symbol),
                        parameters[i].Symbol.Name,
                        method.Title,
                        $"it takes the state '{parameters[i].Type.Name}' twice; take it once");
                    break;
                }
            }
        }
    }

    /// <summary>States that no step takes.</summary>
    public static void CheckUntouched(ParseContext context)
    {
        foreach (StateCandidate state in context.States)
        {
            if (!state.IsTouched && !context.HasOpenBindings)
            {
                context.Sink.Report(Rules.NoEffect, Place.Attribute(state.Attribute), "State", state.Type.Name, "no step takes it; take it as 'in' or 'ref', or remove it");
            }
        }
    }

    /// <summary>Two steps that nothing orders, one state, one of them changing it, and no condition that keeps them apart.</summary>
    public static void CheckRaces(ParseContext context, StepGraph graph)
    {
        for (int index = 0; index < context.States.Count; index++)
        {
            List<Touch> touches = Touches(context, index, out bool isChanged);
            if (!isChanged || touches.Count < 2)
            {
                continue;
            }

            var reached = new bool[touches.Count][];
            for (int i = 0; i < reached.Length; i++)
            {
                reached[i] = graph.From(touches[i].Step);
            }

            for (int later = 1; later < touches.Count; later++)
            {
                // The nearest one before it: told to follow that, the steps end up in a chain, and no message is wasted.
                for (int earlier = later - 1; earlier >= 0; earlier--)
                {
                    Touch a = touches[earlier], b = touches[later];
                    if ((a.ByRef || b.ByRef) && !reached[earlier][b.Step] && !reached[later][a.Step]
                        && !Guard.Exclude(context.Steps[a.Step].Guard, context.Steps[b.Step].Guard))
                    {
                        Candidate first = context.Steps[a.Step], second = context.Steps[b.Step];
                        string how = a.ByRef && b.ByRef ? "both by 'ref'" : $"'{(a.ByRef ? first : second).Name}' by 'ref'";
                        context.Sink.ReportFixable(Rules.Race, Place.Name(b.Parameter), FixProperties.Step, first.Name, first.Name, second.Name, context.States[index].Type.Name, how);
                        break;
                    }
                }
            }
        }
    }

    private static List<Touch> Touches(ParseContext context, int state, out bool isChanged)
    {
        var touches = new List<Touch>();
        isChanged = false;
        foreach (Candidate step in context.Steps)
        {
            foreach (BoundParameter parameter in step.Parameters)
            {
                if (parameter.Source == ParameterSource.State && parameter.IsBound && parameter.Index == state)
                {
                    touches.Add(new Touch(step.Index, parameter.Symbol, parameter.Passing == Passing.Ref));
                    isChanged |= parameter.Passing == Passing.Ref;
                    break;
                }
            }
        }

        return touches;
    }

    private readonly record struct Touch(int Step, IParameterSymbol Parameter, bool ByRef);
}
