using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Planning;

/// <summary>What a step waits for, in declaration order: the producers of its values, its conditions, <c>[After]</c>.</summary>
internal static class StepEdges
{
    /// <summary>The steps that this one waits for, each once, ascending.</summary>
    public static IEnumerable<int> Predecessors(StepModel step)
    {
        IEnumerable<int> producers = step.Body.Parameters.Where(IsValue).Select(static parameter => parameter.Index);
        IEnumerable<int> conditions = step.Conditions.Select(static condition => condition.Step);
        return producers.Concat(conditions).Concat(step.After).Concat(step.Requires).Distinct().OrderBy(static index => index);
    }

    public static bool IsValue(ParameterModel parameter) => parameter.Source is ParameterSource.Value or ParameterSource.Maybe;

    /// <summary>All edges as rows of successors, each ascending.</summary>
    public static (int[] Offsets, int[] Targets) Rows(EquatableArray<StepModel> steps)
    {
        int[] offsets = new int[steps.Count + 1];
        var edges = new List<(int From, int To)>();
        for (int stepIndex = 0; stepIndex < steps.Count; stepIndex++)
        {
            foreach (int predecessor in Predecessors(steps[stepIndex]))
            {
                edges.Add((predecessor, stepIndex));
                offsets[predecessor + 1]++;
            }
        }

        for (int i = 0; i < steps.Count; i++)
        {
            offsets[i + 1] += offsets[i];
        }

        // Edges come by ascending target, so that filling the rows in this order sorts them.
        int[] next = (int[])offsets.Clone();
        int[] targets = new int[edges.Count];
        foreach ((int from, int to) in edges)
        {
            targets[next[from]++] = to;
        }

        return (offsets, targets);
    }
}
