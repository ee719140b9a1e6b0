using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Generators.Incremental;

/// <summary>
/// What models depend on beside the files: the name, the options and the references of a compilation. Holds no compilation; a
/// project that is referred to counts by its surface, so that an edit of a body there changes nothing here.
/// </summary>
internal sealed class ProjectSettings : IEquatable<ProjectSettings>
{
    private static readonly ConditionalWeakTable<Compilation, ReferencedProject> Projects = new();

    private readonly string? _assemblyName;
    private readonly CompilationOptions _options;
    private readonly object[] _references;

    private ProjectSettings(Compilation compilation, CancellationToken cancellationToken)
    {
        _assemblyName = compilation.AssemblyName;
        _options = compilation.Options;
        _references = compilation.References.Select(reference => Identity(reference, cancellationToken)).ToArray();
    }

    public static ProjectSettings Of(Compilation compilation, CancellationToken cancellationToken) => new(compilation, cancellationToken);

    public bool Equals(ProjectSettings? other) =>
        other is not null && _assemblyName == other._assemblyName && Equals(_options, other._options) && _references.SequenceEqual(other._references);

    public override bool Equals(object? obj) => Equals(obj as ProjectSettings);

    public override int GetHashCode() => _references.Length;

    /// <summary>An assembly file is what it is for as long as the object lives.</summary>
    private static object Identity(MetadataReference reference, CancellationToken cancellationToken) => reference switch
    {
        CompilationReference { Compilation: CSharpCompilation compilation } => (reference.Properties, Project(compilation, cancellationToken)),
        CompilationReference { Compilation: { } foreign } => new ForeignProject(foreign, reference.Properties),
        _ => reference,
    };

    private static ReferencedProject Project(CSharpCompilation compilation, CancellationToken cancellationToken)
    {
        if (!Projects.TryGetValue(compilation, out ReferencedProject? project))
        {
            var text = new StringBuilder();
            foreach (SyntaxTree tree in compilation.SyntaxTrees)
            {
                TreeSurface.Of(tree, cancellationToken).Whole.AppendTo(text);
            }

            project = new ReferencedProject(Digest.Of(text), Of(compilation, cancellationToken));
            project = Projects.GetValue(compilation, _ => project);
        }

        return project;
    }

    /// <summary>By content.</summary>
    private sealed record ReferencedProject(Digest Files, ProjectSettings Settings);

    /// <summary>A project in another language: every version of it is another one.</summary>
    private sealed class ForeignProject(Compilation compilation, MetadataReferenceProperties properties)
    {
        private readonly WeakReference<Compilation> _compilation = new(compilation);
        private readonly MetadataReferenceProperties _properties = properties;

        public override bool Equals(object? obj) => obj is ForeignProject other
            && _compilation.TryGetTarget(out Compilation? mine)
            && other._compilation.TryGetTarget(out Compilation? its)
            && ReferenceEquals(mine, its)
            && _properties.Equals(other._properties);

        public override int GetHashCode() => _properties.GetHashCode();
    }
}
