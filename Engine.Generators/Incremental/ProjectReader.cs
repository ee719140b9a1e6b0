using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Engine.Generators.Emission;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Incremental;

/// <summary>
/// Reads the workflows of a project, each again only if something that its model can depend on has changed: a signature, a
/// constant, a name anywhere, or a method of the class. What it remembers is the last reading with all that it depended on, so that
/// the answer is the one that a reader without a memory would give. One for each driver; safe for use by several threads.
/// </summary>
internal sealed class ProjectReader
{
    private const string ServiceCollectionName = "Microsoft.Extensions.DependencyInjection.IServiceCollection";

    private Memory? _memory;

    public Reading Read(Compilation compilation, CancellationToken cancellationToken)
    {
        var surfaces = compilation.SyntaxTrees.Select(tree => TreeSurface.Of(tree, cancellationToken)).ToArray();
        ProjectSettings settings = ProjectSettings.Of(compilation, cancellationToken);
        Memory? memory = Volatile.Read(ref _memory);
        if (memory is not null && !memory.Settings.Equals(settings))
        {
            memory = null;
        }

        if (memory is not null && AreSame(memory.Files, surfaces))
        {
            return memory.Reading;
        }

        Memory next = Read(compilation, surfaces, settings, memory, cancellationToken);
        Volatile.Write(ref _memory, next);
        return next.Reading;
    }

    private static bool AreSame(Digest[] files, TreeSurface[] surfaces)
    {
        if (files.Length != surfaces.Length)
        {
            return false;
        }

        for (int i = 0; i < files.Length; i++)
        {
            if (!files[i].Equals(surfaces[i].Whole))
            {
                return false;
            }
        }

        return true;
    }

    private static Memory Read(Compilation compilation, TreeSurface[] surfaces, ProjectSettings settings, Memory? memory, CancellationToken cancellationToken)
    {
        HashSet<ClassSurface> candidates = FindCandidates(surfaces);
        Digest shared = Share(surfaces, candidates);
        Dictionary<Digest, WorkflowModel?>? known = memory is not null && memory.Shared.Equals(shared) ? memory.Models : null;
        var models = new Dictionary<Digest, WorkflowModel?>(candidates.Count);
        var files = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<WorkflowModel>(candidates.Count);
        SyntaxTree[] trees = compilation.SyntaxTrees.ToArray();
        int reads = 0;
        for (int i = 0; i < surfaces.Length; i++)
        {
            foreach (ClassSurface candidate in surfaces[i].Classes)
            {
                if (!candidates.Contains(candidate) || models.ContainsKey(candidate.Own))
                {
                    continue;
                }

                if (known is null || !known.TryGetValue(candidate.Own, out WorkflowModel? model))
                {
                    reads++;
                    model = Read(compilation, trees[i], candidate, cancellationToken);
                }

                models.Add(candidate.Own, model);

                // Two parts with the attribute, which the compiler refuses, are one class.
                if (model is not null && files.Add(WorkflowEmitter.HintName(model)))
                {
                    found.Add(model);
                }
            }
        }

        string? assembly = compilation.GetTypeByMetadataName(ServiceCollectionName) is null ? null : compilation.AssemblyName ?? "";
        var reading = new Reading(found.ToArray(), assembly, reads);
        return new Memory(settings, surfaces.Select(static surface => surface.Whole).ToArray(), shared, models, reading);
    }

    /// <summary>The classes with an attribute that is called ours, or by a name that may be an alias for it.</summary>
    private static HashSet<ClassSurface> FindCandidates(TreeSurface[] surfaces)
    {
        var names = new HashSet<string> { "Workflow", "WorkflowAttribute" };
        foreach (TreeSurface surface in surfaces)
        {
            names.UnionWith(surface.GlobalAliases);
        }

        var candidates = new HashSet<ClassSurface>(ReferenceComparer.Instance);
        foreach (TreeSurface surface in surfaces)
        {
            foreach (ClassSurface one in surface.Classes)
            {
                if (one.Attributes.Any(name => names.Contains(name) || names.Contains(name + "Attribute")
                    || surface.Aliases.Contains(name) || surface.Aliases.Contains(name + "Attribute")))
                {
                    candidates.Add(one);
                }
            }
        }

        return candidates;
    }

    /// <summary>
    /// What all models depend on. The methods of a class belong to it unless they are the class's own: it is a workflow, and its
    /// name, without which they cannot be reached, stands nowhere else.
    /// </summary>
    private static Digest Share(TreeSurface[] surfaces, HashSet<ClassSurface> candidates)
    {
        var own = new Dictionary<string, ClassSurface>(candidates.Count);
        foreach (ClassSurface candidate in candidates)
        {
            own[candidate.Name] = candidate;
        }

        var mentioned = new HashSet<string>();
        foreach (TreeSurface surface in surfaces)
        {
            Mark(surface.Mentions, null);
            foreach (ClassSurface one in surface.Classes)
            {
                Mark(one.Mentions, one);
            }
        }

        var text = new StringBuilder();
        foreach (TreeSurface surface in surfaces)
        {
            surface.Shared.AppendTo(text);
            foreach (ClassSurface one in surface.Classes)
            {
                if (!candidates.Contains(one) || one.HoldsOthers || mentioned.Contains(one.Name))
                {
                    one.Own.AppendTo(text);
                }
            }
        }

        return Digest.Of(text);

        void Mark(HashSet<string> mentions, ClassSurface? by)
        {
            foreach (string name in mentions)
            {
                if (own.TryGetValue(name, out ClassSurface? subject) && !ReferenceEquals(subject, by))
                {
                    mentioned.Add(name);
                }
            }
        }
    }

    /// <summary>Null where nothing can be done for the class or its callers, and for one that is no workflow.</summary>
    private static WorkflowModel? Read(Compilation compilation, SyntaxTree tree, ClassSurface candidate, CancellationToken cancellationToken)
    {
        SyntaxNode? declaration = tree.GetRoot(cancellationToken).FindToken(candidate.Position).Parent;
        return declaration is TypeDeclarationSyntax type
            && compilation.GetSemanticModel(tree).GetDeclaredSymbol(type, cancellationToken) is INamedTypeSymbol symbol
            && KnownTypes.Of(compilation).Find(symbol, AttributeKind.Workflow) is not null
            && WorkflowParser.ParseModel(symbol, compilation, cancellationToken) is { } model
            && (model.CanBeExtended || model.CanBeCalled) ? model : null;
    }

    /// <summary>One reading and all that it depended on.</summary>
    private sealed record Memory(ProjectSettings Settings, Digest[] Files, Digest Shared, Dictionary<Digest, WorkflowModel?> Models, Reading Reading);

    private sealed class ReferenceComparer : IEqualityComparer<ClassSurface>
    {
        public static readonly ReferenceComparer Instance = new();

        public bool Equals(ClassSurface? x, ClassSurface? y) => ReferenceEquals(x, y);

        public int GetHashCode(ClassSurface obj) => obj.Own.GetHashCode();
    }
}
