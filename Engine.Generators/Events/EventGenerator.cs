using System.Linq;
using System.Threading;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Events;

/// <summary>
/// Completes events and routers. Each stage passes on values that compare by content, so that an edit which changes neither stops at
/// the model. Silent: what is wrong the analyser says.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class EventGenerator : IIncrementalGenerator
{
    /// <summary>The stage that reads an event.</summary>
    public const string EventStage = "Event";

    /// <summary>The stage that reads a router.</summary>
    public const string RouterStage = "Router";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<EventModel> events = context.SyntaxProvider
            .ForAttributeWithMetadataName("Engine." + EventSymbols.Event, static (node, _) => node is StructDeclarationSyntax or RecordDeclarationSyntax, ReadEvent)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(EventStage);
        context.RegisterSourceOutput(events, static (output, model) => output.AddSource(EventEmitter.HintName(model), EventEmitter.Emit(model)));

        IncrementalValuesProvider<RouterModel> routers = context.SyntaxProvider
            .ForAttributeWithMetadataName("Engine." + EventSymbols.Router, static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax, ReadRouter)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(RouterStage);
        context.RegisterSourceOutput(routers, static (output, model) => output.AddSource(RouterEmitter.HintName(model), RouterEmitter.Emit(model)));
    }

    private static EventModel? ReadEvent(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        return IsFirst(context)
            ? EventReader.Read(type, context.Attributes[0], KnownTypes.Of(context.SemanticModel.Compilation), new DiagnosticSink(isEnabled: false, cancellation), cancellation)
            : null;
    }

    private static RouterModel? ReadRouter(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        return IsFirst(context)
            ? RouterReader.Read(type, context.Attributes[0], context.SemanticModel.Compilation, new DiagnosticSink(isEnabled: false, cancellation), cancellation).Model
            : null;
    }

    /// <summary>False for the second part of a type that carries the attribute twice: the compiler refuses it, and one file is enough.</summary>
    private static bool IsFirst(GeneratorAttributeSyntaxContext context)
    {
        string name = context.Attributes[0].AttributeClass!.Name;
        SyntaxReference? first = context.TargetSymbol.GetAttributes().First(attribute => attribute.AttributeClass?.Name == name).ApplicationSyntaxReference;
        return first is null || (first.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span));
    }
}
