using System.Globalization;
using System.Text;

namespace Engine.Internal;

/// <summary>
/// Turns a draft that has no errors into tables: steps numbered by level and then as added, like the generator's; the edges
/// that readiness needs; and a cell for each value of a run.
/// </summary>
internal sealed class WorkflowPlanning
{
    private readonly WorkflowDraft _draft;
    private readonly StepDraft[] _steps;
    private readonly StepDraft[] _compensations;
    private readonly int[] _rank;
    private readonly List<Cell> _cells = [];
    private readonly List<int> _clears = [];
    private readonly List<GatheredInputs> _gathered = [];
    private readonly int[] _outputs;
    private readonly int[] _maybes;

    private WorkflowPlanning(WorkflowDraft draft, DraftGraph graph)
    {
        _draft = draft;
        _steps = [.. graph.Plan.Order.ToArray().Select(number => draft.Steps[number])];
        _compensations = [.. _steps.Select(static step => step.Compensation).OfType<StepDraft>()];
        _rank = new int[_steps.Length];
        _outputs = new int[_steps.Length];
        _maybes = new int[_steps.Length];
        for (int stepIndex = 0; stepIndex < _steps.Length; stepIndex++)
        {
            _rank[_steps[stepIndex].Number] = stepIndex;
        }
    }

    public static DynamicPlan Plan(WorkflowDraft draft, DraftGraph graph, Slot input, Slot output, IReadOnlyList<WorkflowError> warnings)
    {
        var planning = new WorkflowPlanning(draft, graph);
        planning._cells.Add(input.NewCell());
        planning.ClearAfterRun(0, always: false);
        planning.AddValues();
        (int[] offsets, int[] successors, int[] counts) = planning.Renumber(graph);
        StepDraft[] all = [.. planning._steps, .. planning._compensations];
        foreach (StepDraft step in all)
        {
            planning.Wire(step);
        }

        return new DynamicPlan
        {
            Name = draft.Name,
            Names = [.. all.Select(static step => step.Name)],
            StepCount = planning._steps.Length,
            SuccessorOffsets = offsets,
            Successors = successors,
            PredecessorCounts = counts,
            StartOrder = planning.StartOrder(offsets, successors, counts),
            Traits = [.. all.Select(TraitsOf)],
            Policies = [.. all.Select(static step => step.Policy)],
            CompensationOf = planning.CompensationIndices(),
            Calls = [.. all.Select(static step => step.Call)],
            Guards = [.. planning._steps.Select(planning.GuardOf)],
            Prototypes = [.. planning._cells],
            Clears = [.. planning._clears],
            Gathered = [.. planning._gathered],
            OutputCell = planning.CellOf(output, default),
            Fingerprint = planning.Fingerprint(output),
            Picture = planning.Picture(),
            Warnings = warnings,
        };
    }

    /// <summary>Compensations follow the steps, in the order of what they undo.</summary>
    private int[] CompensationIndices()
    {
        int next = _steps.Length;
        return [.. _steps.Select(step => step.Compensation is null ? -1 : next++)];
    }

    private static StepTraits TraitsOf(StepDraft step) =>
        (step.Call.IsAsynchronous ? StepTraits.Asynchronous : StepTraits.None)
        | (step.Guard is null ? StepTraits.None : StepTraits.Conditional)
        | (step.Takes(SlotKind.Token) || step.Takes(SlotKind.Context) ? StepTraits.Context : StepTraits.None)
        | (step.Policy == default ? StepTraits.None : StepTraits.Policy)
        | (step.Compensation is null ? StepTraits.None : StepTraits.Compensated);

    /// <summary>Cells of values in plan order: what one step writes and the next one reads lies close together.</summary>
    private void AddValues()
    {
        var maybeSlots = new Dictionary<StepDraft, Slot>();
        foreach (Slot slot in _draft.Steps.Concat(_draft.Compensations).SelectMany(static step => step.Inputs))
        {
            if (slot.Kind == SlotKind.Maybe)
            {
                maybeSlots.TryAdd(slot.Step!, slot);
            }
        }

        for (int stepIndex = 0; stepIndex < _steps.Length; stepIndex++)
        {
            StepDraft step = _steps[stepIndex];
            _outputs[stepIndex] = AddCell(step.Call.NewOutput(), isCleared: step.Guard is not null);
            _maybes[stepIndex] = maybeSlots.TryGetValue(step, out Slot? slot) ? AddCell(slot.NewCell(), isCleared: true) : StepWiring.None;
        }
    }

    private int AddCell(Cell cell, bool isCleared)
    {
        _cells.Add(cell);
        ClearAfterRun(_cells.Count - 1, isCleared);
        return _cells.Count - 1;
    }

    private void ClearAfterRun(int cell, bool always)
    {
        if (always || _cells[cell].HoldsReferences)
        {
            _clears.Add(cell);
        }
    }

    private void Wire(StepDraft step)
    {
        bool isStep = !step.IsCompensation;
        var wiring = new StepWiring
        {
            Output = isStep ? _outputs[_rank[step.Number]] : AddCell(step.Call.NewOutput(), isCleared: false),
            Maybe = isStep ? _maybes[_rank[step.Number]] : StepWiring.None,
            Pending = step.Call.NewPending() is { } pending ? AddCell(pending, isCleared: false) : StepWiring.None,
            Token = step.Takes(SlotKind.Token) ? AddCell(new Cell<CancellationToken>(), isCleared: true) : StepWiring.None,
            Context = step.Takes(SlotKind.Context) ? AddCell(new Cell<StepContext>(), isCleared: true) : StepWiring.None,
        };
        int[] inputs = [.. step.Inputs.Select(slot => CellOf(slot, in wiring))];
        if (step.IsGathered)
        {
            // Set when the run object is made, and never cleared: it says where the values are.
            _cells.Add(new Cell<StepInputs>());
            _gathered.Add(new GatheredInputs(_cells.Count - 1, inputs, step.Name));
            inputs = [_cells.Count - 1];
        }

        step.Call.Bind(wiring with { First = At(inputs, 0), Second = At(inputs, 1), Third = At(inputs, 2), Fourth = At(inputs, 3) });
    }

    private static int At(int[] inputs, int position) => position < inputs.Length ? inputs[position] : StepWiring.None;

    private int CellOf(Slot slot, in StepWiring wiring) => slot.Kind switch
    {
        SlotKind.Input => 0,
        SlotKind.Token => wiring.Token,
        SlotKind.Context => wiring.Context,
        SlotKind.Maybe => _maybes[_rank[slot.Step!.Number]],
        _ => _outputs[_rank[slot.Step!.Number]],
    };

    private RunGuard? GuardOf(StepDraft step)
    {
        if (step.Guard is null)
        {
            return null;
        }

        IEnumerable<StepDraft> needed = step.Inputs.Where(static slot => slot.Kind == SlotKind.Value).Select(static slot => slot.Step!)
            .Concat(step.Conditions.Select(static condition => condition.Choice.Step!));
        return new RunGuard(
            [.. needed.Where(static producer => producer.Guard is not null).Select(producer => _outputs[_rank[producer.Number]]).Distinct()],
            [.. step.Conditions.Select(condition => condition.Bind(_outputs[_rank[condition.Choice.Step!.Number]]))]);
    }

    /// <summary>The kept edges between plan indices, each row ascending.</summary>
    private (int[] Offsets, int[] Successors, int[] Counts) Renumber(DraftGraph graph)
    {
        int[] offsets = new int[_steps.Length + 1];
        int[] successors = new int[graph.Kept.EdgeCount];
        int[] counts = new int[_steps.Length];
        for (int stepIndex = 0; stepIndex < _steps.Length; stepIndex++)
        {
            int end = offsets[stepIndex];
            foreach (int target in graph.Kept.Successors(_steps[stepIndex].Number))
            {
                successors[end++] = _rank[target];
                counts[_rank[target]]++;
            }

            Array.Sort(successors, offsets[stepIndex], end - offsets[stepIndex]);
            offsets[stepIndex + 1] = end;
        }

        return (offsets, successors, counts);
    }

    /// <summary>Of the ready steps the first asynchronous one, else the first. O(steps log steps + edges).</summary>
    private int[] StartOrder(int[] offsets, int[] successors, int[] counts)
    {
        int[] waitingFor = [.. counts];
        int[] order = new int[_steps.Length];
        PriorityQueue<int, int> asynchronous = new(), synchronous = new();
        for (int stepIndex = 0; stepIndex < _steps.Length; stepIndex++)
        {
            if (waitingFor[stepIndex] == 0)
            {
                (_steps[stepIndex].Call.IsAsynchronous ? asynchronous : synchronous).Enqueue(stepIndex, stepIndex);
            }
        }

        for (int started = 0; started < order.Length; started++)
        {
            int stepIndex = (asynchronous.Count > 0 ? asynchronous : synchronous).Dequeue();
            order[started] = stepIndex;
            foreach (int successor in successors.AsSpan(offsets[stepIndex]..offsets[stepIndex + 1]))
            {
                if (--waitingFor[successor] == 0)
                {
                    (_steps[successor].Call.IsAsynchronous ? asynchronous : synchronous).Enqueue(successor, successor);
                }
            }
        }

        return order;
    }

    /// <summary>64 bits of everything that decides what a run means, bodies aside: FNV-1a over what a description of it would say.</summary>
    private ulong Fingerprint(Slot output)
    {
        ulong hash = 14695981039346656037;
        void Mix(string text)
        {
            // The length first, so that no two lists of texts look alike.
            foreach (char unit in $"{text.Length.ToString(CultureInfo.InvariantCulture)}:{text}")
            {
                hash = unchecked((hash ^ unit) * 1099511628211);
            }
        }

        Mix($"output {output.ValueType} {output.Name}");
        foreach (StepDraft step in _steps.Concat(_compensations))
        {
            Mix($"{step.Name} {step.Call.ValueType} {(step.IsCompensation ? step.Undoes!.Name : "")}");
            foreach (Slot input in step.Inputs)
            {
                Mix($"{input.Kind} {input.Name} {input.ValueType}");
            }

            foreach (ConditionDraft condition in step.Conditions)
            {
                Mix($"{condition.Label} {condition.Choice.Name}");
            }

            foreach (StepDraft earlier in step.After)
            {
                Mix($"after {earlier.Name}");
            }

            Mix(step.Policy.ToString());
        }

        return hash;
    }

    /// <summary>A Mermaid flowchart. Names are quoted: they may be any text.</summary>
    private string Picture()
    {
        var text = new StringBuilder("flowchart TD\n");
        for (int stepIndex = 0; stepIndex < _steps.Length; stepIndex++)
        {
            (string open, string close) = _steps[stepIndex].Guard is null ? ("[\"", "\"]") : ("([\"", "\"])");
            string name = _steps[stepIndex].Name.Replace("&", "#amp;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
                .Replace("<", "#lt;", StringComparison.Ordinal).ReplaceLineEndings(" ");
            text.Append(CultureInfo.InvariantCulture, $"    s{stepIndex}{open}{name}{close}\n");
        }

        foreach (StepDraft step in _steps)
        {
            foreach (StepDraft producer in step.Inputs.Select(static slot => slot.Step).OfType<StepDraft>().Distinct())
            {
                text.Append(CultureInfo.InvariantCulture, $"    s{_rank[producer.Number]} --> s{_rank[step.Number]}\n");
            }

            foreach (ConditionDraft condition in step.Conditions)
            {
                text.Append(CultureInfo.InvariantCulture, $"    s{_rank[condition.Choice.Step!.Number]} -- {condition.Label} --> s{_rank[step.Number]}\n");
            }

            foreach (StepDraft earlier in step.After)
            {
                text.Append(CultureInfo.InvariantCulture, $"    s{_rank[earlier.Number]} -.-> s{_rank[step.Number]}\n");
            }
        }

        return text.ToString();
    }
}
