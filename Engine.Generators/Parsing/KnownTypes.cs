using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>
/// The types that the parser compares with, looked up once per compilation, and the names it has written for that
/// compilation's types: to write one costs more than all else that is done with it.
/// </summary>
internal sealed class KnownTypes
{
    private static readonly ConditionalWeakTable<Compilation, KnownTypes> Cache = new();

    private readonly IAssemblySymbol? _engine;
    private readonly INamedTypeSymbol? _maybe;
    private readonly INamedTypeSymbol? _asyncEnumerable;
    private readonly INamedTypeSymbol? _asyncEnumerator;
    private readonly ConcurrentDictionary<ITypeSymbol, string> _fullNames = new(SymbolEqualityComparer.IncludeNullability);
    private readonly ConcurrentDictionary<ITypeSymbol, int> _sizesBytes = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamespaceSymbol, string> _namespaces = new(SymbolEqualityComparer.Default);

    private KnownTypes(Compilation compilation)
    {
        _engine = compilation.GetTypeByMetadataName("Engine.WorkflowAttribute`2")?.ContainingAssembly;
        _maybe = compilation.GetTypeByMetadataName("Engine.Maybe`1");
        HasRuntime = compilation.GetTypeByMetadataName("Engine.Runtime.IHostedWorkflow`2") is not null;
        ActivityCall = compilation.GetTypeByMetadataName("Engine.Runtime.ActivityCall");
        StepContext = compilation.GetTypeByMetadataName("Engine.StepContext");
        CancellationToken = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        Task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        TaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
        ReadOnlyMemory = compilation.GetTypeByMetadataName("System.ReadOnlyMemory`1");
        ReadOnlySpan = compilation.GetTypeByMetadataName("System.ReadOnlySpan`1");
        Span = compilation.GetTypeByMetadataName("System.Span`1");
        Exception = compilation.GetTypeByMetadataName("System.Exception");
        _asyncEnumerable = compilation.GetTypeByMetadataName("System.Collections.Generic.IAsyncEnumerable`1");
        _asyncEnumerator = compilation.GetTypeByMetadataName("System.Collections.Generic.IAsyncEnumerator`1");
    }

    public static KnownTypes Of(Compilation compilation) => Cache.GetValue(compilation, static compilation => new KnownTypes(compilation));

    /// <summary>Whether the compilation refers to the library at all.</summary>
    public bool HasEngine => _engine is not null;

    /// <summary>Whether it refers to the library that hosts workflows.</summary>
    public bool HasRuntime { get; }

    /// <summary>What an activity takes; null where the library that runs activities is not referred to.</summary>
    public INamedTypeSymbol? ActivityCall { get; }

    public INamedTypeSymbol? StepContext { get; }

    public INamedTypeSymbol? CancellationToken { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOfT { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskOfT { get; }

    public INamedTypeSymbol? ReadOnlyMemory { get; }

    public INamedTypeSymbol? ReadOnlySpan { get; }

    public INamedTypeSymbol? Span { get; }

    public INamedTypeSymbol? Exception { get; }

    public static bool Same(ISymbol? left, ISymbol? right) => left is not null && SymbolEqualityComparer.Default.Equals(left, right);

    /// <summary>Which of our attributes it is.</summary>
    public AttributeKind Classify(AttributeData attribute)
    {
        INamedTypeSymbol? type = attribute.AttributeClass;
        if (type is null || !Same(_engine, type.ContainingAssembly))
        {
            return AttributeKind.None;
        }

        return type.Name switch
        {
            "StepAttribute" => AttributeKind.Step,
            "AfterAttribute" => AttributeKind.After,
            "WhenAttribute" => AttributeKind.When,
            "UnlessAttribute" => AttributeKind.Unless,
            "CaseAttribute" => AttributeKind.Case,
            "DefaultAttribute" => AttributeKind.Default,
            "OutputAttribute" => AttributeKind.Output,
            "RetryAttribute" => AttributeKind.Retry,
            "TimeoutAttribute" => AttributeKind.Timeout,
            "CompensateAttribute" => AttributeKind.Compensate,
            "FromAttribute" => AttributeKind.From,
            "StateAttribute" => AttributeKind.State,
            "WorkflowAttribute" => AttributeKind.Workflow,
            "SubWorkflowAttribute" => AttributeKind.SubWorkflow,
            "MapAttribute" => AttributeKind.Map,
            "BatchAttribute" => AttributeKind.Batch,
            "RepeatAttribute" => AttributeKind.Repeat,
            "HasCompensationsAttribute" => AttributeKind.HasCompensations,
            _ => AttributeKind.None,
        };
    }

    /// <summary>Whether the library declares the type.</summary>
    public bool IsOurs(ITypeSymbol? type) => type is not null && Same(_engine, type.ContainingAssembly);

    /// <summary>The first attribute of a kind, if the symbol carries one.</summary>
    public AttributeData? Find(ISymbol symbol, AttributeKind kind)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (Classify(attribute) == kind)
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The T of a <c>Maybe&lt;T&gt;</c>, null for any other type.</summary>
    public ITypeSymbol? MaybeValue(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 1 } named && Same(_maybe, named.OriginalDefinition) ? named.TypeArguments[0] : null;

    /// <summary>The T of a <c>ReadOnlySpan&lt;T&gt;</c>, null for any other type.</summary>
    public ITypeSymbol? ReadOnlySpanElement(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 1 } named && Same(ReadOnlySpan, named.OriginalDefinition) ? named.TypeArguments[0] : null;

    /// <summary>The T of a <c>Span&lt;T&gt;</c>, null for any other type.</summary>
    public ITypeSymbol? SpanElement(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 1 } named && Same(Span, named.OriginalDefinition) ? named.TypeArguments[0] : null;

    /// <summary><c>ReadOnlySpan&lt;T&gt;</c> of a type.</summary>
    public ITypeSymbol? ReadOnlySpanOf(ITypeSymbol element) => ReadOnlySpan?.Construct([element], [element.NullableAnnotation]);

    /// <summary><c>Maybe&lt;T&gt;</c> of a type.</summary>
    public ITypeSymbol? MaybeType(ITypeSymbol value) => _maybe?.Construct([value], [value.NullableAnnotation]);

    public bool IsAsyncSequence(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 1 } named
        && (Same(_asyncEnumerable, named.OriginalDefinition) || Same(_asyncEnumerator, named.OriginalDefinition));

    /// <summary>The type as generated code writes it, with <c>global::</c> and nullability.</summary>
    public string FullName(ITypeSymbol type)
    {
        if (!_fullNames.TryGetValue(type, out string? name))
        {
            name = type.ToDisplayString(Names.FullFormat);
            _fullNames.TryAdd(type, name);
        }

        return name;
    }

    /// <summary>The namespace as generated code declares it; empty for the global one.</summary>
    public string NamespaceName(INamespaceSymbol? symbol)
    {
        if (symbol is null || symbol.IsGlobalNamespace)
        {
            return "";
        }

        if (!_namespaces.TryGetValue(symbol, out string? name))
        {
            name = symbol.ToDisplayString(Names.NamespaceFormat);
            _namespaces.TryAdd(symbol, name);
        }

        return name;
    }

    /// <summary>How many bytes a value takes on a 64-bit machine, as far as its fields can be seen.</summary>
    public int SizeBytes(ITypeSymbol type)
    {
        if (!_sizesBytes.TryGetValue(type, out int size))
        {
            size = TypeSize.Bytes(type);
            _sizesBytes.TryAdd(type, size);
        }

        return size;
    }
}
