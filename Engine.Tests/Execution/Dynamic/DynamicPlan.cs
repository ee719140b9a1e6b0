using System.Collections.Immutable;
using System.Text;

namespace Engine.Tests.Execution.Dynamic;

/// <summary>
/// The tables of a workflow that is made at run time, as a generator would emit them: steps in plan order (level, then as
/// declared), the transitive reduction of all edges, traits, guards. Immutable; any number of runs share it.
/// </summary>
internal sealed class DynamicPlan
{
    private readonly int[] _successorOffsets;
    private readonly int[] _successors;
    private readonly int[] _predecessorCounts;
    private readonly StepTraits[] _traits;
    private readonly int[] _compensationOf;
    private readonly int[] _compensatedSteps;

    private DynamicPlan(string name, ImmutableArray<DynamicStep> steps, int outputStep, int cellCount)
    {
        Name = name;
        Steps = steps;
        OutputStep = outputStep;
        CellCount = cellCount;
        IsSkippable = FindSkippable(steps);
        Producers = [.. steps.Select(static step => step.Producers.Distinct().ToArray())];
        NamedCases = new int[steps.Length];
        foreach (StepGuard guard in steps.SelectMany(static step => step.Guards).Where(static guard => guard.Kind == GuardKind.Case))
        {
            NamedCases[guard.Producer] |= 1 << guard.Value;
        }

        (_successorOffsets, _successors, _predecessorCounts) = Reduce(steps);
        _compensatedSteps = [.. Enumerable.Range(0, steps.Length).Where(i => steps[i].Compensation is not null)];
        _compensationOf = new int[steps.Length];
        _traits = new StepTraits[steps.Length + _compensatedSteps.Length];
        for (int stepIndex = 0; stepIndex < steps.Length; stepIndex++)
        {
            _traits[stepIndex] = TraitsOf(steps[stepIndex], IsSkippable[stepIndex]);
        }

        for (int k = 0; k < _compensatedSteps.Length; k++)
        {
            _compensationOf[_compensatedSteps[k]] = steps.Length + k;
            DynamicCompensation compensation = steps[_compensatedSteps[k]].Compensation!;
            _traits[steps.Length + k] = StepTraits.Context
                | (compensation.Body == BodyKind.Asynchronous ? StepTraits.Asynchronous : StepTraits.None)
                | (compensation.Policy == default ? StepTraits.None : StepTraits.Policy);
        }
    }

    public string Name { get; }

    public ImmutableArray<DynamicStep> Steps { get; }

    /// <summary>The step whose value the run returns; one that cannot be skipped.</summary>
    public int OutputStep { get; }

    public int CellCount { get; }

    public bool[] IsSkippable { get; }

    /// <summary>For each choice step the values that a case names, as bits: what is left is the default.</summary>
    public int[] NamedCases { get; }

    /// <summary>For each step all that come before it, whatever the edge is.</summary>
    public int[][] Producers { get; }

    public int CompensationCount => _compensatedSteps.Length;

    public ReadOnlySpan<int> SuccessorOffsets => _successorOffsets;

    public ReadOnlySpan<int> Successors => _successors;

    public ReadOnlySpan<int> PredecessorCounts => _predecessorCounts;

    /// <summary>By definition: again and again the first ready step, an asynchronous one if there is any.</summary>
    public int[] StartOrder => field ??= FindStartOrder();

    public ReadOnlySpan<StepTraits> Traits => _traits;

    public int CompensationOf(int stepIndex) => _compensationOf[stepIndex];

    /// <summary>The step that a dispatch index above the steps undoes.</summary>
    public int CompensatedStep(int index) => _compensatedSteps[index - Steps.Length];

    public bool IsCompensation(int index) => index >= Steps.Length;

    public BodyKind Body(int index) => IsCompensation(index) ? Steps[CompensatedStep(index)].Compensation!.Body : Steps[index].Body;

    public StepPolicy Policy(int index) => IsCompensation(index) ? Steps[CompensatedStep(index)].Compensation!.Policy : Steps[index].Policy;

    public string StepName(int index) => IsCompensation(index) ? Steps[CompensatedStep(index)].CompensationName : Steps[index].Name;

    /// <summary>Puts declared steps, whose producers stand before them, into plan order.</summary>
    /// <param name="declared">The steps; producers are positions in this list.</param>
    /// <param name="output">The declared position of the output step.</param>
    /// <param name="name">The workflow's name.</param>
    public static DynamicPlan Create(IReadOnlyList<DynamicStep> declared, int output, string name = "Dynamic")
    {
        int[] levels = new int[declared.Count];
        for (int i = 0; i < levels.Length; i++)
        {
            foreach (int producer in declared[i].Producers)
            {
                if (producer >= i)
                {
                    throw new ArgumentException($"{declared[i].Name} depends on step {producer}, which is not declared before it.", nameof(declared));
                }

                levels[i] = Math.Max(levels[i], levels[producer] + 1);
            }
        }

        int[] order = [.. Enumerable.Range(0, levels.Length).OrderBy(i => levels[i])];
        int[] position = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            position[order[i]] = i;
        }

        var plan = new DynamicPlan(
            name,
            [.. order.Select(i => declared[i].Renumbered(producer => position[producer]))],
            position[output],
            declared.Max(static step => step.Cell) + 1);
        return plan.IsSkippable[plan.OutputStep] || plan.Steps[plan.OutputStep].Value == ValueKind.Nothing
            ? throw new ArgumentException($"{declared[output].Name} cannot be the output: it may be skipped, or has no value.", nameof(output))
            : plan;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        for (int stepIndex = 0; stepIndex < Steps.Length; stepIndex++)
        {
            text.AppendLine($"  {stepIndex}: {Steps[stepIndex]}{(stepIndex == OutputStep ? " output" : "")}");
        }

        return text.ToString();
    }

    private static StepTraits TraitsOf(DynamicStep step, bool isSkippable)
    {
        StepTraits traits = StepTraits.None;
        traits |= step.Body == BodyKind.Asynchronous ? StepTraits.Asynchronous : StepTraits.None;
        traits |= isSkippable ? StepTraits.Conditional : StepTraits.None;
        traits |= step.TakesContext ? StepTraits.Context : StepTraits.None;
        traits |= step.Policy == default ? StepTraits.None : StepTraits.Policy;
        traits |= step.Compensation is null ? StepTraits.None : StepTraits.Compensated;
        return traits;
    }

    private static bool[] FindSkippable(ImmutableArray<DynamicStep> steps)
    {
        bool[] skippable = new bool[steps.Length];
        for (int stepIndex = 0; stepIndex < steps.Length; stepIndex++)
        {
            skippable[stepIndex] = steps[stepIndex].Guards.Length > 0
                || steps[stepIndex].Inputs.Any(input => !input.IsMaybe && skippable[input.Producer]);
        }

        return skippable;
    }

    /// <summary>An edge stays if no other producer of its target comes after its source. O(steps * edges / 64).</summary>
    private int[] FindStartOrder()
    {
        var order = new List<int>();
        while (order.Count < Steps.Length)
        {
            int[] ready = [.. Enumerable.Range(0, Steps.Length).Where(step => !order.Contains(step) && Producers[step].All(order.Contains))];
            int first = Array.FindIndex(ready, step => (_traits[step] & StepTraits.Asynchronous) != 0);
            order.Add(ready[Math.Max(first, 0)]);
        }

        return [.. order];
    }

    private static (int[] Offsets, int[] Successors, int[] PredecessorCounts) Reduce(ImmutableArray<DynamicStep> steps)
    {
        int words = (steps.Length + 63) / 64;
        ulong[] before = new ulong[steps.Length * words];
        var rows = new List<int>[steps.Length];
        int[] counts = new int[steps.Length];
        for (int stepIndex = 0; stepIndex < steps.Length; stepIndex++)
        {
            rows[stepIndex] = [];
            Span<ulong> mine = before.AsSpan(stepIndex * words, words);
            foreach (int producer in steps[stepIndex].Producers.Distinct().OrderDescending())
            {
                // Producers come from the largest down: one that is already among the ancestors is implied.
                if ((mine[producer / 64] & (1UL << (producer % 64))) != 0)
                {
                    continue;
                }

                rows[producer].Add(stepIndex);
                counts[stepIndex]++;
                mine[producer / 64] |= 1UL << (producer % 64);
                for (int word = 0; word < words; word++)
                {
                    mine[word] |= before[(producer * words) + word];
                }
            }
        }

        int[] offsets = new int[steps.Length + 1];
        for (int stepIndex = 0; stepIndex < steps.Length; stepIndex++)
        {
            offsets[stepIndex + 1] = offsets[stepIndex] + rows[stepIndex].Count;
        }

        return (offsets, [.. rows.SelectMany(static row => row)], counts);
    }
}
