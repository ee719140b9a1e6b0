namespace Engine.Internal;

/// <summary>
/// The analyser's checks over a workflow that was put together at run time, in its order: names and sources first, then the
/// graph, then what needs an order of the steps.
/// </summary>
internal sealed partial class DraftChecks(WorkflowDraft draft, BuildReport report, bool isChecked)
{
    private readonly Dictionary<string, StepDraft> _names = [];

    /// <summary>Something that a step refers to is not known: what follows from it must not be complained of too.</summary>
    private bool _isOpen;

    /// <summary>The graph of the steps; null where the report says what is wrong.</summary>
    public DraftGraph? Run(Slot output)
    {
        CheckNames();
        foreach (StepDraft step in draft.Steps.Concat(draft.Compensations))
        {
            CheckInputs(step);
            if (step.IsCompensation)
            {
                CheckCompensation(step);
            }
            else
            {
                CheckConditions(step);
                ResolveAfter(step);
            }

            CheckPolicy(step);
        }

        if (isChecked)
        {
            CheckSwitches();
        }
        else
        {
            FillDefaults();
        }

        if (draft.Steps.Count is 0 or > DynamicPlan.MaxSteps)
        {
            return null;
        }

        DraftGraph? graph = DraftGraph.Of(draft.Steps, out int[] cycle);
        if (graph is null)
        {
            report.Error(BuildRules.Cycle, string.Join(" -> ", cycle.Append(cycle[0]).Select(number => draft.Steps[number].Name)));
            return null;
        }

        FindGuards(graph);
        if (isChecked && !_isOpen)
        {
            CheckOutput(output);
            CheckSkips();
            CheckUnread(output);
            CheckRedundantAfter(graph);
            CheckCompensationInputs(graph);
        }

        return graph;
    }

    private void CheckNames()
    {
        if (draft.Steps.Count == 0)
        {
            report.Error(BuildRules.NoSteps, draft.Name);
        }

        if (draft.Steps.Count > DynamicPlan.MaxSteps)
        {
            report.Error(BuildRules.TooManySteps, draft.Name, draft.Steps.Count, DynamicPlan.MaxSteps);
        }

        foreach (StepDraft step in draft.Steps.Concat(draft.Compensations))
        {
            if (!_names.TryAdd(step.Name, step))
            {
                report.Error(BuildRules.DuplicateStep, step.Name, _names[step.Name].IsCompensation ? "a compensation" : "another step", "give each a name of its own");
                _isOpen = true;
            }
        }
    }

    private void CheckInputs(StepDraft step)
    {
        foreach (Slot input in step.Inputs)
        {
            if (input.Draft != draft)
            {
                report.Error(BuildRules.UnresolvedParameter, input.Name, step.Title, $"it belongs to the builder of '{input.Draft.Name}'; take a slot of '{draft.Name}'");
                _isOpen = true;
            }
            else if (input.Kind == SlotKind.Effect)
            {
                report.Error(BuildRules.UnresolvedParameter, input.Name, step.Title, $"{(input.Step!.IsCompensation ? "a compensation" : "the step")} has no value; name it in After if only the order matters");
                _isOpen = true;
            }
            else if (input.Kind == SlotKind.Maybe && input.Step is null)
            {
                report.Error(BuildRules.UnresolvedParameter, input.Name, step.Title, "only a step may be skipped; take the slot itself, without OrNone");
                _isOpen = true;
            }
            else if (input.Step is { } producer)
            {
                producer.IsRead = true;
            }
        }
    }

    private void ResolveAfter(StepDraft step)
    {
        foreach ((Slot? slot, string? name) in step.Follows)
        {
            StepDraft? earlier = slot is null ? _names.GetValueOrDefault(name!) : slot.Draft == draft ? slot.Step : null;
            if (earlier is null || earlier.IsCompensation)
            {
                string advice = earlier is not null ? "; it is a compensation"
                    : slot is null ? NameSuggestion.Find(name!, draft.Steps) is { } suggestion ? $"; did you mean '{suggestion}'?" : "; give the name of a step"
                    : slot.Draft != draft ? $"; it belongs to the builder of '{slot.Draft.Name}'" : "; give the slot of a step";
                report.Error(BuildRules.UnknownName, "After", step.Name, name ?? slot!.Name, draft.Name, advice);
                _isOpen = true;
            }
            else if (earlier == step)
            {
                report.Error(BuildRules.SelfReference, step.Name, "in [After]", "; name another step or remove it");
            }
            else if (step.After.Contains(earlier))
            {
                report.Warn(BuildRules.RedundantAfter, step.Name, earlier.Name, "it is named twice");
            }
            else
            {
                step.After.Add(earlier);
            }
        }
    }

    /// <summary>The output is the value of a step; it counts as read.</summary>
    private void CheckOutput(Slot output)
    {
        string type = BuildReport.TypeName(output.ValueType);
        if (output.Draft != draft)
        {
            report.Error(BuildRules.NoOutput, draft.Name, type, $"; the slot belongs to the builder of '{output.Draft.Name}'");
        }
        else if (output.Kind is not (SlotKind.Value or SlotKind.Maybe) || output.Step is null)
        {
            report.Error(BuildRules.NoOutput, draft.Name, type, $"; '{output.Name}' is no step's value, so let the last step return it");
        }
        else if (output.Kind == SlotKind.Maybe)
        {
            report.Error(BuildRules.OutputMayBeSkipped, output.Name, draft.Name, "where it is taken with OrNone");
        }
        else if (output.Step.Guard is { Contradiction: < 0 })
        {
            report.Error(BuildRules.OutputMayBeSkipped, output.Name, draft.Name, Cause(output.Step));
        }
    }

    private void CheckUnread(Slot output)
    {
        if (report.HasErrors)
        {
            // A condition or an output that is refused would have read something.
            return;
        }

        foreach (StepDraft step in draft.Steps)
        {
            if (step.HasValue && !step.IsRead && step != output.Step)
            {
                report.Error(BuildRules.ValueNotRead, step.Name);
            }
        }
    }

    /// <summary>Steps that a step would follow without being told so: their edges are no part of the reduction, or have another reason.</summary>
    private void CheckRedundantAfter(DraftGraph graph)
    {
        foreach (StepDraft step in draft.Steps)
        {
            foreach (StepDraft earlier in step.After)
            {
                if (!report.TakesWarnings)
                {
                    return;
                }

                string? reason = Array.Exists(step.Inputs, slot => slot.Step == earlier) ? "it takes its value"
                    : step.Conditions.Exists(condition => condition.Choice.Step == earlier) ? "it is one of its conditions"
                    : graph.Kept.Successors(earlier.Number).Contains(step.Number) ? null
                    : "through " + string.Join(" -> ", graph.PathBetween(earlier.Number, step.Number, skipsDirect: true)!.Select(number => draft.Steps[number].Name));
                if (reason is not null)
                {
                    report.Warn(BuildRules.RedundantAfter, step.Name, earlier.Name, reason);
                }
            }
        }
    }
}
