using System;
using System.Collections.Generic;

namespace Engine.Generators.Parsing;

/// <summary>Finds steps by name: exactly for attributes, first letter's case and the suffix Async aside for parameters.</summary>
internal sealed class StepNames
{
    public static readonly StepNames Empty = new([]);

    private readonly Dictionary<string, int> _exact;
    private readonly Dictionary<string, int> _loose;
    private readonly Dictionary<string, List<int>>? _shared;

    public StepNames(List<Candidate> steps)
    {
        _exact = new Dictionary<string, int>(steps.Count, StringComparer.Ordinal);
        _loose = new Dictionary<string, int>(steps.Count, FirstLetter.Instance);
        for (int i = 0; i < steps.Count; i++)
        {
            string name = steps[i].Name;
            if (!_exact.ContainsKey(name))
            {
                _exact.Add(name, i);
            }

            AddLoose(name, i, ref _shared);
            if (name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal))
            {
                AddLoose(name.Substring(0, name.Length - 5), i, ref _shared);
            }
        }
    }

    /// <summary>The step of that method name, -1 for none.</summary>
    public int Exact(string? name) => name is not null && _exact.TryGetValue(name, out int index) ? index : -1;

    /// <summary>The step that a parameter of that name means, -1 for none; <paramref name="several"/> where it may mean more than one.</summary>
    public int Loose(string name, out List<int>? several)
    {
        several = null;
        if (!_loose.TryGetValue(name, out int index))
        {
            return -1;
        }

        _shared?.TryGetValue(name, out several);
        return index;
    }

    private void AddLoose(string name, int index, ref Dictionary<string, List<int>>? shared)
    {
        if (!_loose.TryGetValue(name, out int other))
        {
            _loose.Add(name, index);
            return;
        }

        shared ??= new Dictionary<string, List<int>>(FirstLetter.Instance);
        if (!shared.TryGetValue(name, out List<int>? all))
        {
            shared.Add(name, all = [other]);
        }

        all.Add(index);
    }

    private sealed class FirstLetter : IEqualityComparer<string>
    {
        public static readonly FirstLetter Instance = new();

        public bool Equals(string? x, string? y) =>
            x is not null && y is not null && x.Length == y.Length
            && (x.Length == 0
                || (char.ToLowerInvariant(x[0]) == char.ToLowerInvariant(y[0]) && string.CompareOrdinal(x, 1, y, 1, x.Length) == 0));

        public int GetHashCode(string text)
        {
            int hash = text.Length == 0 ? 0 : char.ToLowerInvariant(text[0]);
            for (int i = 1; i < text.Length; i++)
            {
                hash = unchecked((hash * 31) + text[i]);
            }

            return hash;
        }
    }
}
