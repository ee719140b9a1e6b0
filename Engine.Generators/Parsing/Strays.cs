using Engine.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>Our attributes outside a workflow class, where nothing reads them: one message per type, because it is one mistake.</summary>
internal static class Strays
{
    private const string AddWorkflow = "is no workflow class; mark it [Workflow<TIn, TOut>] or remove the attribute";

    public static void Check(INamedTypeSymbol type, KnownTypes known, DiagnosticSink sink)
    {
        if (MeantAsWorkflow(type))
        {
            // Written without its type arguments, or wrongly: the C# compiler says so.
            return;
        }

        if (type.TypeKind == TypeKind.Struct && known.Find(type, AttributeKind.State) is { } state && !IsWithinWorkflow(type, known))
        {
            string where = type.ContainingType is { } outer ? $"'{outer.Name}' {AddWorkflow}" : "a state is a struct nested in a workflow class; move it there";
            sink.Report(Rules.OutsideWorkflow, Place.Attribute(state), "State", type.Name, where);
            return;
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (member is not IMethodSymbol { IsImplicitlyDeclared: false } method)
            {
                continue;
            }

            foreach (AttributeData data in method.GetAttributes())
            {
                AttributeKind kind = known.Classify(data);
                if (kind != AttributeKind.None)
                {
                    sink.Report(Rules.OutsideWorkflow, Place.Attribute(data), kind.ToString(), method.Name, $"'{type.Name}' {AddWorkflow}");
                    return;
                }
            }

            foreach (IParameterSymbol parameter in method.Parameters)
            {
                if (known.Find(parameter, AttributeKind.From) is { } from)
                {
                    sink.Report(Rules.OutsideWorkflow, Place.Attribute(from), "From", parameter.Name, $"'{type.Name}' {AddWorkflow}");
                    return;
                }
            }
        }
    }

    /// <summary>A local function or a lambda is never a step.</summary>
    public static void CheckLocal(IMethodSymbol method, string name, KnownTypes known, DiagnosticSink sink)
    {
        foreach (AttributeData data in method.GetAttributes())
        {
            AttributeKind kind = known.Classify(data);
            if (kind != AttributeKind.None)
            {
                sink.Report(Rules.OutsideWorkflow, Place.Attribute(data), kind.ToString(), name, "only a method of a workflow class can be a step; move it there");
                return;
            }
        }
    }

    /// <summary>Directly in a workflow class, or in a type around which a message is given anyway.</summary>
    private static bool IsWithinWorkflow(INamedTypeSymbol type, KnownTypes known) =>
        type.ContainingType is { } outer && (known.Find(outer, AttributeKind.Workflow) is not null || MeantAsWorkflow(outer) || HasStray(outer, known));

    private static bool HasStray(INamedTypeSymbol type, KnownTypes known)
    {
        var sink = new DiagnosticSink(isEnabled: false, default);
        Check(type, known, sink);
        return sink.HasErrors;
    }

    private static bool MeantAsWorkflow(INamedTypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is { TypeKind: TypeKind.Error, Name: "Workflow" or "WorkflowAttribute" })
            {
                return true;
            }
        }

        return false;
    }
}
