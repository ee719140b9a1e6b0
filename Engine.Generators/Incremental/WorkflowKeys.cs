using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Engine.Generators.Incremental;

/// <summary>For every workflow of a project a key that changes whenever its model may.</summary>
internal sealed class WorkflowKeys
{
    /// <summary>What the parser looks up whether or not a class mentions it.</summary>
    private static readonly string[] KnownNames =
    [
        "WorkflowAttribute", "Maybe", "StepContext", "CancellationToken", "Task", "ValueTask", "Exception", "IAsyncEnumerable", "IAsyncEnumerator",
    ];

    private readonly Dictionary<string, Hash128> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _globalAliases = new(StringComparer.Ordinal);

    private WorkflowKeys(ProjectSummary project, CancellationToken cancellationToken)
    {
        var graph = new NameGraph(project.Trees);
        Hash128 shared = HashShared(project, graph);
        foreach (TreeSummary tree in project.Trees)
        {
            _globalAliases.UnionWith(tree.GlobalAliases);
        }

        foreach (TreeSummary tree in project.Trees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (WorkflowPart part in tree.Parts)
            {
                if (IsCandidate(tree, part) && !_keys.ContainsKey(part.Name))
                {
                    _keys.Add(part.Name, Join(shared, graph.Fingerprint(part.Name)));
                }
            }
        }

        Services = Join(shared, graph.Fingerprint("IServiceCollection"));
    }

    /// <summary>Changes whenever the answer to "can the workflows be registered" may.</summary>
    public Hash128 Services { get; }

    public static WorkflowKeys Of(ProjectSummary project, CancellationToken cancellationToken) => new(project, cancellationToken);

    /// <summary>The workflows of one file.</summary>
    public IEnumerable<KeyedPart> Of(TreeSummary tree)
    {
        foreach (WorkflowPart part in tree.Parts)
        {
            if (IsCandidate(tree, part) && _keys.TryGetValue(part.Name, out Hash128 key))
            {
                yield return new KeyedPart(tree, part, Join(key, part.Identity));
            }
        }
    }

    private bool IsCandidate(TreeSummary tree, WorkflowPart part) =>
        part.MaybeAliases is null || part.MaybeAliases.Any(name => _globalAliases.Contains(name) || tree.Aliases.Contains(name));

    private static Hash128 Join(Hash128 shared, Hash128 own)
    {
        var hasher = default(Hasher);
        hasher.Add(shared);
        hasher.Add(own);
        return hasher.ToHash();
    }

    /// <summary>Settings, global imports, what the parser knows by name, and what the compiler looks up by itself.</summary>
    private static Hash128 HashShared(ProjectSummary project, NameGraph graph)
    {
        var hasher = default(Hasher);
        hasher.Add(project.Settings);
        AddNames(KnownNames);
        foreach (TreeSummary tree in project.Trees)
        {
            if (!tree.Global.Equals(default))
            {
                hasher.Add(tree.Global);
                AddNames(tree.GlobalNames);
            }

            foreach (Declaration declaration in tree.Declarations)
            {
                if (declaration.IsSystem)
                {
                    hasher.Add(declaration.Hash);
                    hasher.Add(tree.Context);
                    AddNames(declaration.UsedNames);
                    AddNames(tree.ImportedNames);
                }
            }
        }

        return hasher.ToHash();

        void AddNames(string[] names)
        {
            foreach (string name in names)
            {
                hasher.Add(graph.Fingerprint(name));
            }
        }
    }
}

