using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Engine.Generators.Incremental;

/// <summary>
/// What the models of a project can depend on, found by names alone. A name stands for everything that is called so, whatever it
/// is and wherever: so nothing that the compiler could find is missed. Beside what it reaches, a workflow depends on its own
/// methods; on those of another one only if something that is reached can name that class.
/// </summary>
internal sealed class ProjectReach
{
    private readonly TreeSurface[] _trees;

    /// <summary>Files that differ from each other in case alone are given longer names, so case does not matter.</summary>
    private readonly Dictionary<string, List<TypeSurface>> _types = new(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<TypeSurface> _reached = [];
    private readonly Stack<TypeSurface> _open = new();

    public ProjectReach(TreeSurface[] trees)
    {
        _trees = trees;
        FindCandidates();
        foreach (TypeSurface type in trees.SelectMany(static tree => tree.Types))
        {
            foreach (string name in type.Names)
            {
                if (!_types.TryGetValue(name, out List<TypeSurface>? types))
                {
                    _types.Add(name, types = []);
                }

                types.Add(type);
            }

            if (type.IsLookedUp)
            {
                Reach(type);
            }
        }

        foreach (TreeSurface tree in trees)
        {
            Follow(tree.Mentions);
        }

        while (_open.Count > 0)
        {
            TypeSurface type = _open.Pop();
            Follow(type.Names);
            Follow(type.Mentions);
            foreach (ClassSurface one in type.Classes)
            {
                Follow(one.Mentions);
            }
        }

        Shared = Share();
    }

    /// <summary>The classes with an attribute that is called ours, or by a name that may be an alias for it, and the number of the file.</summary>
    public List<(ClassSurface Class, int Tree)> Candidates { get; } = [];

    /// <summary>Of all that every model depends on.</summary>
    public Digest Shared { get; }

    private void FindCandidates()
    {
        var names = new HashSet<string> { "Workflow", "WorkflowAttribute" };
        foreach (TreeSurface tree in _trees)
        {
            names.UnionWith(tree.GlobalAliases);
        }

        for (int i = 0; i < _trees.Length; i++)
        {
            HashSet<string> aliases = _trees[i].Aliases;
            foreach (TypeSurface type in _trees[i].Types)
            {
                foreach (ClassSurface one in type.Classes)
                {
                    if (one.Attributes.Any(name => IsOurs(name) || IsOurs(name + "Attribute")))
                    {
                        Candidates.Add((one, i));
                        Reach(type);
                    }
                }
            }

            bool IsOurs(string name) => names.Contains(name) || aliases.Contains(name);
        }
    }

    private void Reach(TypeSurface type)
    {
        if (_reached.Add(type))
        {
            _open.Push(type);
        }
    }

    private void Follow(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (_names.Add(name) && _types.TryGetValue(name, out List<TypeSurface>? types))
            {
                types.ForEach(Reach);
            }
        }
    }

    private Digest Share()
    {
        var candidates = new Dictionary<string, ClassSurface>(Candidates.Count);
        foreach ((ClassSurface candidate, _) in Candidates)
        {
            candidates[candidate.Name] = candidate;
        }

        var named = new HashSet<string>();
        foreach (TreeSurface tree in _trees)
        {
            Mark(tree.Mentions, null);
        }

        foreach (TypeSurface type in _reached)
        {
            Mark(type.Mentions, null);
            foreach (ClassSurface one in type.Classes)
            {
                Mark(one.Mentions, one);
            }
        }

        var text = new StringBuilder();
        foreach (TreeSurface tree in _trees)
        {
            tree.Rest.AppendTo(text);
            foreach (TypeSurface type in tree.Types)
            {
                if (!_reached.Contains(type))
                {
                    continue;
                }

                type.Shared.AppendTo(text);
                foreach (ClassSurface one in type.Classes)
                {
                    // The last class of a name stands for all of them; the others then mention it.
                    if (one.HoldsOthers || named.Contains(one.Name) || !candidates.TryGetValue(one.Name, out ClassSurface? candidate) || !ReferenceEquals(candidate, one))
                    {
                        one.Own.AppendTo(text);
                    }
                }
            }
        }

        return Digest.Of(text);

        void Mark(HashSet<string> mentions, ClassSurface? by)
        {
            foreach (string name in mentions)
            {
                if (candidates.TryGetValue(name, out ClassSurface? subject) && !ReferenceEquals(subject, by))
                {
                    named.Add(name);
                }
            }
        }
    }
}
