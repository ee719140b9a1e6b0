extern alias generators;

using generators::Engine.Generators.Model;

namespace Engine.Tests.Generators;

/// <summary>Models made by hand and by chance, for tests of what follows the parser.</summary>
internal static class Models
{
    /// <summary>A workflow of int steps with these edges, which must not form a cycle.</summary>
    /// <param name="edges">From producer to consumer.</param>
    /// <param name="kindOf">How an edge is meant.</param>
    public static WorkflowModel Of(int stepCount, IReadOnlyCollection<(int From, int To)> edges, Func<int, int, EdgeKind> kindOf)
    {
        ILookup<int, int> predecessors = edges.ToLookup(static edge => edge.To, static edge => edge.From);
        var steps = new StepModel[stepCount];
        for (int i = 0; i < stepCount; i++)
        {
            int to = i;
            int[] Of(EdgeKind kind) => [.. predecessors[to].Where(from => kindOf(from, to) == kind).Distinct().Order()];
            steps[i] = Step(
                $"Step{i}",
                Of(EdgeKind.Data).Select(static from => new ParameterModel(ParameterSource.Value, from, Passing.ByValue, "int")),
                Of(EdgeKind.When).Select(static from => new ConditionModel(ConditionKind.IsTrue, from, default)),
                Of(EdgeKind.After));
        }

        return Of(steps);
    }

    public static WorkflowModel Of(params StepModel[] steps) => new(
        "Sample", default, new TypeHeader("class", "W", true), "W", "int", "int", new(steps), default, default, steps.Length - 1, false, EquatableArray<string>.Empty);

    public static StepModel Step(string name, IEnumerable<ParameterModel>? parameters = null, IEnumerable<ConditionModel>? conditions = null, IEnumerable<int>? after = null) =>
        new(new MethodModel(name, true, ReturnKind.Synchronous, "int", new(parameters ?? []), null), name, new(conditions ?? []), new(after ?? []), false, -1);
}

/// <summary>How one step waits for another.</summary>
internal enum EdgeKind
{
    Data,
    When,
    After,
}
