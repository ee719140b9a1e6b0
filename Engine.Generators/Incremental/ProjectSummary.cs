using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Generators.Incremental;

/// <summary>
/// All that models can depend on: the files' summaries, in the compilation's order, and what holds for all of them. Equal to
/// another whatever the edit, as long as it changed no signature.
/// </summary>
internal sealed class ProjectSummary : IEquatable<ProjectSummary>
{
    private static readonly ConditionalWeakTable<object, object> Numbers = new();
    private static readonly ConditionalWeakTable<Compilation, object> Referenced = new();
    private static long s_lastNumber;

    private ProjectSummary(TreeSummary[] trees, Hash128 settings)
    {
        Trees = trees;
        Settings = settings;
    }

    public TreeSummary[] Trees { get; }

    /// <summary>The assembly's name, options and references.</summary>
    public Hash128 Settings { get; }

    /// <summary>No symbol is asked for: to bind the first one costs more than all of this.</summary>
    public static ProjectSummary Of(Compilation compilation, CancellationToken cancellationToken)
    {
        var trees = new List<TreeSummary>();
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            trees.Add(TreeSummary.Of(tree, cancellationToken));
        }

        return new ProjectSummary([.. trees], HashSettings(compilation, cancellationToken));
    }

    public bool Equals(ProjectSummary? other)
    {
        if (other is null || !Settings.Equals(other.Settings) || Trees.Length != other.Trees.Length)
        {
            return false;
        }

        for (int i = 0; i < Trees.Length; i++)
        {
            if (!ReferenceEquals(Trees[i], other.Trees[i]) && !Trees[i].Signature.Equals(other.Trees[i].Signature))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as ProjectSummary);

    public override int GetHashCode() => Settings.GetHashCode();

    private static Hash128 HashSettings(Compilation compilation, CancellationToken cancellationToken)
    {
        var hasher = default(Hasher);
        hasher.Add(compilation.AssemblyName ?? "");
        hasher.Add(Number(compilation.Options));
        if (compilation.Options.SyntaxTreeOptionsProvider is { } provider)
        {
            foreach (SyntaxTree tree in compilation.SyntaxTrees)
            {
                if (provider.IsGenerated(tree, cancellationToken) is var kind and not GeneratedKind.Unknown)
                {
                    hasher.Add(tree.FilePath);
                    hasher.Add((int)kind);
                }
            }
        }

        foreach (MetadataReference reference in compilation.References)
        {
            if (reference is CompilationReference { Compilation: CSharpCompilation project })
            {
                // Another project in an editor: a new object after each edit there.
                hasher.Add(HashReferenced(project, cancellationToken));
                hasher.Add(reference.Properties.EmbedInteropTypes ? 1 : 0);
                foreach (string alias in reference.Properties.Aliases)
                {
                    hasher.Add(alias);
                }
            }
            else
            {
                hasher.Add(Number(reference));
            }
        }

        return hasher.ToHash();
    }

    /// <summary>All signatures of a referenced project.</summary>
    private static Hash128 HashReferenced(CSharpCompilation project, CancellationToken cancellationToken)
    {
        if (!Referenced.TryGetValue(project, out object? hash))
        {
            var hasher = default(Hasher);
            hasher.Add(HashSettings(project, cancellationToken));
            foreach (SyntaxTree tree in project.SyntaxTrees)
            {
                hasher.Add(TreeSummary.Of(tree, cancellationToken).Signature);
            }

            hash = hasher.ToHash();
            hash = Referenced.GetValue(project, _ => hash);
        }

        return (Hash128)hash;
    }

    /// <summary>Stands for an object that never changes, without keeping it alive.</summary>
    private static ulong Number(object subject) => (ulong)(long)Numbers.GetValue(subject, static _ => Interlocked.Increment(ref s_lastNumber));
}
