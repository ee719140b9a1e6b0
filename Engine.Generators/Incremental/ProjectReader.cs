using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Engine.Generators.Emission;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Incremental;

/// <summary>
/// Reads the workflows of a project, each again only if something that its model can depend on has changed: see
/// <see cref="ProjectReach"/>. What it remembers is the last reading with all that it depended on, so that the answer is the one
/// that a reader without a memory would give. One for each driver; safe for use by several threads.
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

    /// <summary>The same objects: what has been read again is a new one.</summary>
    private static bool AreSame(WorkflowModel[] models, List<WorkflowModel> found)
    {
        if (models.Length != found.Count)
        {
            return false;
        }

        for (int i = 0; i < models.Length; i++)
        {
            if (!ReferenceEquals(models[i], found[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static Memory Read(Compilation compilation, TreeSurface[] surfaces, ProjectSettings settings, Memory? memory, CancellationToken cancellationToken)
    {
        var reach = new ProjectReach(surfaces);
        if (memory is not null && !memory.Shared.Equals(reach.Shared))
        {
            memory = null;
        }

        SyntaxTree[] trees = compilation.SyntaxTrees.ToArray();
        var models = new Dictionary<Digest, WorkflowModel?>(reach.Candidates.Count);
        var files = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<WorkflowModel>(reach.Candidates.Count);
        int reads = 0;
        foreach ((ClassSurface candidate, int tree) in reach.Candidates)
        {
            if (models.ContainsKey(candidate.Own))
            {
                continue;
            }

            if (memory is null || !memory.Models.TryGetValue(candidate.Own, out WorkflowModel? model))
            {
                reads++;
                model = Read(compilation, trees[tree], candidate, cancellationToken);
            }

            models.Add(candidate.Own, model);

            // Two parts with the attribute, which the compiler refuses, are one class.
            if (model is not null && files.Add(WorkflowEmitter.HintName(model)))
            {
                found.Add(model);
            }
        }

        Reading reading;
        if (memory is null)
        {
            string? assembly = compilation.GetTypeByMetadataName(ServiceCollectionName) is null ? null : compilation.AssemblyName ?? "";
            reading = new Reading(found.ToArray(), assembly, reads);
        }
        else
        {
            reading = AreSame(memory.Reading.Models, found) ? memory.Reading : memory.Reading with { Models = found.ToArray(), Reads = reads };
        }

        return new Memory(settings, surfaces.Select(static surface => surface.Whole).ToArray(), reach.Shared, models, reading);
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
}
