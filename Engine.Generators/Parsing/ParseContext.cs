using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>What the stages of one parse share.</summary>
internal sealed class ParseContext(INamedTypeSymbol type, Compilation compilation, DiagnosticSink sink, CancellationToken cancellationToken, ParseContext? parent = null)
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>The workflow that has this one as a step; null for the class that is parsed.</summary>
    public ParseContext? Parent { get; } = parent;

    /// <summary>The parse of the class that is parsed.</summary>
    public ParseContext Root => Parent?.Root ?? this;

    /// <summary>Of the root: the workflows that it contains at any depth.</summary>
    public Dictionary<INamedTypeSymbol, ChildWorkflow> Children { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Of the root: the path on which it was found to contain itself, until that has been said.</summary>
    public string? Recursion { get; set; }

    public Compilation Compilation { get; } = compilation;

    public KnownTypes Known { get; } = KnownTypes.Of(compilation);

    public DiagnosticSink Sink { get; } = sink;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public AttributeData? Attribute { get; set; }

    /// <summary>The class is marked as hosted.</summary>
    public bool IsHosted { get; set; }

    /// <summary>The class that is parsed is hosted, whatever this one is, and what its runs remember can be stored.</summary>
    public bool IsStored => Root.IsHosted && Known.HasRuntime;

    public ITypeSymbol? Input { get; set; }

    public ITypeSymbol? Output { get; set; }

    public List<Candidate> Steps { get; } = [];

    public List<Candidate> Compensations { get; } = [];

    /// <summary>The structs marked [State], in declaration order.</summary>
    public List<StateCandidate> States { get; } = [];

    public StepNames Names { get; set; } = StepNames.Empty;

    public int OutputStep { get; set; } = -1;

    /// <summary>The class or one around it is obsolete, so that its generated part may name what is.</summary>
    public bool IsObsolete { get; } = ObsoleteCheck.IsObsolete(type);

    /// <summary>Nothing can be generated into the class: it would only add errors of the C# compiler.</summary>
    public bool CannotBeExtended { get; set; }

    /// <summary>A parameter has no source, so that "nobody reads this" and "nothing orders these" would be guesses.</summary>
    public bool HasOpenBindings { get; set; }

    /// <summary>A condition is not understood, so that nothing can be said about what is skipped.</summary>
    public bool HasOpenConditions { get; set; }

    /// <summary>The enums that conditions switch over.</summary>
    public Dictionary<int, EnumDomain> Domains { get; } = [];

    public string Title => Type.Name;
}

/// <summary>A struct marked [State].</summary>
internal sealed class StateCandidate(INamedTypeSymbol type, AttributeData attribute)
{
    public INamedTypeSymbol Type { get; } = type;

    public AttributeData Attribute { get; } = attribute;

    /// <summary>Position in the model, -1 as long as no step touches it.</summary>
    public int Index { get; set; } = -1;

    public bool IsTouched { get; set; }
}
