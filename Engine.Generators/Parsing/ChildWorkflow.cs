using System.Collections.Generic;
using Engine.Generators.Emission;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>A workflow that a step runs: read from source with all that it contains, or known by its signature where another assembly has it.</summary>
internal sealed class ChildWorkflow
{
    private ChildWorkflow(INamedTypeSymbol type, ITypeSymbol input, ITypeSymbol output)
    {
        Type = type;
        Input = input;
        Output = output;
    }

    public INamedTypeSymbol Type { get; }

    public ITypeSymbol Input { get; }

    public ITypeSymbol Output { get; }

    /// <summary>Its parse; null for a workflow of another assembly.</summary>
    public ParseContext? Context { get; private set; }

    /// <summary>With the steps of its own sub-workflows; null for a workflow of another assembly.</summary>
    public WorkflowModel? Model { get; private set; }

    /// <summary>It has an error, and that has been said where it stands.</summary>
    public bool IsBroken => Model is { IsBroken: true };

    public bool Suspends => Model?.Suspends ?? Type.GetMembers("Run").IsEmpty;

    /// <summary>Nothing but plain calls: no executor, and so no token and no clock, has anything to do with its run.</summary>
    public bool IsPlain => Model is not null && EntryPoints.IsStraight(Model);

    /// <summary>What it undoes, as a message may name it; null where it undoes nothing.</summary>
    public string? Compensation(KnownTypes known) => Model is not null
        ? Model.Compensations.Count > 0 ? $"its compensation '{Model.Compensations[0].Body.Display}'" : null
        : known.Find(Type, AttributeKind.HasCompensations) is not null ? "its compensations" : null;

    /// <summary>The workflow, each read once for the class that is parsed; null for a class that is none.</summary>
    public static ChildWorkflow? Of(ParseContext context, INamedTypeSymbol type)
    {
        Dictionary<INamedTypeSymbol, ChildWorkflow> children = context.Root.Children;
        if (children.TryGetValue(type, out ChildWorkflow? child))
        {
            return child;
        }

        if (type.IsUnboundGenericType || context.Known.Find(type, AttributeKind.Workflow)?.AttributeClass is not { TypeArguments: { Length: 2 } arguments })
        {
            return null;
        }

        child = new ChildWorkflow(type, arguments[0], arguments[1]);
        if (KnownTypes.Same(type.ContainingAssembly, context.Compilation.Assembly))
        {
            child.Context = new ParseContext(type, context.Compilation, new DiagnosticSink(isEnabled: false, context.CancellationToken), context.CancellationToken, context);
            child.Model = WorkflowParser.Parse(child.Context);
        }

        children[type] = child;
        return child;
    }
}
