using System;
using System.Collections.Generic;
using System.Linq;

namespace Engine.Generators.Incremental;

/// <summary>
/// Which names lead to which: from a simple name to every identifier in the signatures of everything that is called so,
/// wherever it is declared. The fingerprint of a name covers all that can be reached from it. It is found per group of names
/// that reach each other (Tarjan), so that the cost is that of reading each declaration once.
/// </summary>
internal sealed class NameGraph
{
    private static readonly Node[] None = [];

    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Stack<Node> _path = new();
    private readonly Stack<Node> _open = new();
    private int _count;

    public NameGraph(IEnumerable<TreeSummary> trees)
    {
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        foreach (TreeSummary tree in trees)
        {
            foreach (string name in tree.Namespaces)
            {
                if (namespaces.Add(name))
                {
                    // Which file declares it does not matter, nor does the order of files.
                    Node node = Get(name.Substring(name.LastIndexOf('.') + 1));
                    var hasher = default(Hasher);
                    hasher.Add(name);
                    node.Namespaces += hasher.ToHash();
                }
            }

            foreach (Declaration declaration in tree.Declarations)
            {
                foreach (string name in declaration.Names)
                {
                    Node node = Get(name);
                    node.Content.Add(declaration.Hash);
                    node.Content.Add(tree.Context);
                    node.UsedNames.Add(declaration.UsedNames);
                    node.UsedNames.Add(tree.ImportedNames);
                }
            }
        }
    }

    /// <summary>The default where nothing is called so.</summary>
    public Hash128 Fingerprint(string name)
    {
        if (!_nodes.TryGetValue(name, out Node? node))
        {
            return default;
        }

        if (node.Number == 0)
        {
            Visit(node);
        }

        return node.Fingerprint;
    }

    private Node Get(string name)
    {
        if (!_nodes.TryGetValue(name, out Node? node))
        {
            _nodes.Add(name, node = new Node());
            node.Content.Add(name);
        }

        return node;
    }

    private void Visit(Node root)
    {
        Enter(root);
        while (_path.Count > 0)
        {
            Node node = _path.Peek();
            if (node.Next < node.Successors.Length)
            {
                Node successor = node.Successors[node.Next++];
                if (successor.Number == 0)
                {
                    Enter(successor);
                }
                else if (!successor.IsDone)
                {
                    node.Lowest = Math.Min(node.Lowest, successor.Number);
                }

                continue;
            }

            _path.Pop();
            if (_path.Count > 0)
            {
                Node parent = _path.Peek();
                parent.Lowest = Math.Min(parent.Lowest, node.Lowest);
            }

            if (node.Lowest == node.Number)
            {
                Close(node);
            }
        }
    }

    private void Enter(Node node)
    {
        node.Number = node.Lowest = ++_count;
        var successors = new HashSet<Node>();
        foreach (string[] names in node.UsedNames)
        {
            foreach (string name in names)
            {
                if (_nodes.TryGetValue(name, out Node? successor))
                {
                    successors.Add(successor);
                }
            }
        }

        node.Successors = successors.Count == 0 ? None : successors.ToArray();
        _path.Push(node);
        _open.Push(node);
    }

    /// <summary>A group is complete. Its members are found in an order that other edits change, hence the sums.</summary>
    private void Close(Node first)
    {
        var members = new List<Node>();
        Node member;
        do
        {
            members.Add(member = _open.Pop());
        }
        while (member != first);

        Hash128 content = default, reached = default;
        foreach (Node node in members)
        {
            var hasher = default(Hasher);
            hasher.Add(node.Content.ToHash());
            hasher.Add(node.Namespaces);
            content += hasher.ToHash();
            foreach (Node successor in node.Successors)
            {
                // The members themselves are not done.
                reached += successor.Fingerprint;
            }
        }

        var all = default(Hasher);
        all.Add(content);
        all.Add(reached);
        all.Add(members.Count);
        Hash128 fingerprint = all.ToHash();
        foreach (Node node in members)
        {
            node.Fingerprint = fingerprint;
            node.IsDone = true;
        }
    }

    private sealed class Node
    {
        public Hasher Content;

        public Hash128 Namespaces { get; set; }

        public List<string[]> UsedNames { get; } = [];

        public Node[] Successors { get; set; } = None;

        public int Next { get; set; }

        /// <summary>From 1 in the order of visits; 0 before.</summary>
        public int Number { get; set; }

        /// <summary>The least number that is reached and still open.</summary>
        public int Lowest { get; set; }

        public bool IsDone { get; set; }

        public Hash128 Fingerprint { get; set; }
    }
}
