using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Incremental;

/// <summary>
/// What may be a workflow, with its key. Another version of the file makes another value, whatever changed in it, so that the
/// position is never one in an old tree.
/// </summary>
/// <param name="Key">Of this declaration: the workflow's key and the part's identity.</param>
internal readonly record struct KeyedPart(TreeSummary Tree, WorkflowPart Part, Hash128 Key)
{
    /// <summary>Null where the file is none of the compilation's.</summary>
    public TypeDeclarationSyntax? FindIn(Compilation compilation, CancellationToken cancellationToken) =>
        Tree.Tree.TryGetTarget(out SyntaxTree? tree) && compilation.ContainsSyntaxTree(tree)
            ? tree.GetRoot(cancellationToken).FindToken(Part.Position).Parent as TypeDeclarationSyntax
            : null;
}
