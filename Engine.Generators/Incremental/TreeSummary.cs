using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Incremental;

/// <summary>
/// What one file says to the others: what it declares, with which names in the signatures, and what it imports. Made once per
/// tree, from syntax alone. Bodies and comments are not in it, because no model depends on them.
/// </summary>
internal sealed class TreeSummary
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeSummary> Cache = new();

    /// <summary>Weak, so that no old version of a file is kept by what was found in it.</summary>
    public required WeakReference<SyntaxTree> Tree { get; init; }

    public required string Path { get; init; }

    /// <summary>All else here, except for positions, is a function of what this covers.</summary>
    public required Hash128 Signature { get; init; }

    /// <summary>What holds for every declaration of the file: its path, its language version, its imports.</summary>
    public required Hash128 Context { get; init; }

    /// <summary>The names in the file's imports.</summary>
    public required string[] ImportedNames { get; init; }

    /// <summary>Global imports and attributes of the assembly; the default without any.</summary>
    public required Hash128 Global { get; init; }

    /// <summary>The names in global imports.</summary>
    public required string[] GlobalNames { get; init; }

    public required string[] Aliases { get; init; }

    public required string[] GlobalAliases { get; init; }

    /// <summary>Full names of the namespaces that the file declares, with those around them.</summary>
    public required string[] Namespaces { get; init; }

    public required Declaration[] Declarations { get; init; }

    /// <summary>The declarations that may be workflows.</summary>
    public required WorkflowPart[] Parts { get; init; }

    public static TreeSummary Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (!Cache.TryGetValue(tree, out TreeSummary? summary))
        {
            summary = new TreeReader(tree, cancellationToken).Read();
            summary = Cache.GetValue(tree, _ => summary);
        }

        return summary;
    }
}

/// <summary>A declaration of a type that no other type contains, with all types within.</summary>
/// <param name="Names">Its simple name, then those of the types within.</param>
/// <param name="Hash">Of its signatures and of where it stands.</param>
/// <param name="UsedNames">Every identifier that its signatures use, and its own.</param>
/// <param name="IsSystem">In a namespace that the compiler looks into by itself.</param>
internal sealed record Declaration(string[] Names, Hash128 Hash, string[] UsedNames, bool IsSystem);

/// <summary>A class or record with an attribute that may be [Workflow].</summary>
/// <param name="Name">The simple name of the outermost type around it.</param>
/// <param name="Position">Of the keyword.</param>
/// <param name="Identity">Tells it from the other parts of the file, wherever they stand.</param>
/// <param name="MaybeAliases">Null where the attribute is called Workflow; otherwise what must be an alias for it to be one.</param>
internal sealed record WorkflowPart(string Name, int Position, Hash128 Identity, string[]? MaybeAliases);
