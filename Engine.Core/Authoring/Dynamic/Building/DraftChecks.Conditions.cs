namespace Engine.Internal;

/// <content>Conditions: over which steps they are, what they leave open, and what follows from them.</content>
internal sealed partial class DraftChecks
{
    private void CheckConditions(StepDraft step)
    {
        for (int i = 0; i < step.Conditions.Count; i++)
        {
            ConditionDraft condition = step.Conditions[i];
            if (!HasSource(step, condition) || !IsNew(step, condition, i))
            {
                step.Conditions.RemoveAt(i--);
            }
        }
    }

    private bool HasSource(StepDraft step, ConditionDraft condition)
    {
        Slot choice = condition.Choice;
        if (choice.Draft != draft || choice.Step is null)
        {
            string advice = choice.Draft != draft ? $"; it belongs to the builder of '{choice.Draft.Name}'" : "; let a step return it";
            report.Error(BuildRules.UnknownName, condition.Title, step.Name, choice.Name, draft.Name, advice);
            _isOpen = true;
            return false;
        }

        choice.Step.IsRead = true;
        if (choice.Step == step)
        {
            report.Error(BuildRules.SelfReference, step.Name, $"in [{condition.Title}]", "; name the step that decides");
            return false;
        }

        if (condition is EnumConditionDraft { EnumType: { } type } && type.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            report.Error(BuildRules.CaseNotEnum, condition.Title, step.Name, choice.Name, BuildReport.TypeName(type), "a [Flags] enum has values beyond its members; return an enum of the cases");
            _isOpen = true;
            return false;
        }

        return true;
    }

    /// <summary>False: it repeats another one, or has been taken into it.</summary>
    private bool IsNew(StepDraft step, ConditionDraft condition, int position)
    {
        StepDraft source = condition.Choice.Step!;
        List<ConditionDraft> earlier = step.Conditions.GetRange(0, position);
        if (condition is not EnumConditionDraft choice)
        {
            if (earlier.Exists(other => other.Choice.Step == source && other.Kind == condition.Kind))
            {
                report.Error(BuildRules.NoEffect, condition.Title, step.Name, $"it names '{source.Name}' a second time; remove it");
                return false;
            }

            return true;
        }

        var same = (EnumConditionDraft?)earlier.Find(other => other.Choice.Step == source);
        if (same is not null && (same.Kind == DraftConditionKind.Default || choice.Kind == DraftConditionKind.Default))
        {
            report.Error(BuildRules.NoEffect, "Default", step.Name, same.Kind == choice.Kind
                ? $"it names '{source.Name}' a second time; remove it"
                : $"the step also has a [Case] over '{source.Name}'; list its values in the case, and let another step be the default");
            _isOpen = true;
            return false;
        }

        CheckValues(step, choice, same);
        same?.Merge(choice);
        return same is null;
    }

    private void CheckValues(StepDraft step, EnumConditionDraft choice, EnumConditionDraft? before)
    {
        string type = BuildReport.TypeName(choice.EnumType);
        if (choice.Kind == DraftConditionKind.Case && choice.Positions.Count == 0)
        {
            report.Error(BuildRules.BadCaseValue, step.Name, "no value", $"give a member of '{type}'");
            _isOpen = true;
        }

        for (int i = 0; i < choice.Positions.Count; i++)
        {
            int position = choice.Positions[i];
            if (position < 0)
            {
                report.Error(BuildRules.BadCaseValue, step.Name, $"'{choice.ValueText(i)}'", $"no member of '{type}' has that value");
                _isOpen = true;
            }
            else if (choice.Positions.IndexOf(position) < i || before?.Positions.Contains(position) == true)
            {
                report.Error(BuildRules.BadCaseValue, step.Name, $"'{choice.Members[position]}' twice", "once is enough");
            }
        }
    }

    /// <summary>What each default leaves to the cases, and whether every value has a branch.</summary>
    private void CheckSwitches()
    {
        foreach (IGrouping<StepDraft, (StepDraft Step, EnumConditionDraft Condition)> branches in Switches())
        {
            EnumConditionDraft[] cases = [.. branches.Select(static branch => branch.Condition).Where(static condition => condition.Kind == DraftConditionKind.Case)];
            HashSet<int> taken = [.. cases.SelectMany(static branch => branch.Positions)];
            bool hasDefault = false;
            foreach ((StepDraft step, EnumConditionDraft otherwise) in branches)
            {
                if (otherwise.Kind == DraftConditionKind.Default)
                {
                    hasDefault = true;
                    otherwise.Exclude(cases);
                    if (cases.Length == 0 && !_isOpen)
                    {
                        report.Error(BuildRules.NoEffect, "Default", step.Name, $"no [Case] is over '{branches.Key.Name}', so that the branch always runs; remove it");
                    }
                }
            }

            IReadOnlyList<string> members = branches.First().Condition.Members;
            string[] missing = [.. Enumerable.Range(0, members.Count).Where(position => !taken.Contains(position)).Select(position => $"'{members[position]}'")];
            if (!hasDefault && missing.Length > 0 && !_isOpen)
            {
                report.Error(BuildRules.NotExhaustive, branches.Key.Name, missing.Length > 5
                    ? $"{string.Join(", ", missing[..5])} or {missing.Length - 5} more"
                    : missing.Length == 1 ? missing[0] : $"{string.Join(", ", missing[..^1])} or {missing[^1]}");
            }
        }
    }

    private void FillDefaults()
    {
        foreach (IGrouping<StepDraft, (StepDraft Step, EnumConditionDraft Condition)> branches in Switches())
        {
            EnumConditionDraft[] cases = [.. branches.Select(static branch => branch.Condition).Where(static condition => condition.Kind == DraftConditionKind.Case)];
            foreach ((_, EnumConditionDraft otherwise) in branches.Where(static branch => branch.Condition.Kind == DraftConditionKind.Default))
            {
                otherwise.Exclude(cases);
            }
        }
    }

    private IEnumerable<IGrouping<StepDraft, (StepDraft Step, EnumConditionDraft Condition)>> Switches() =>
        from step in draft.Steps
        from condition in step.Conditions.OfType<EnumConditionDraft>()
        group (step, condition) by condition.Choice.Step!;

    /// <summary>Along the order: a step runs if its conditions hold and every step runs whose plain value it takes.</summary>
    private void FindGuards(DraftGraph graph)
    {
        foreach (int number in graph.Plan.Order)
        {
            StepDraft step = draft.Steps[number];
            foreach (ConditionDraft condition in step.Conditions)
            {
                step.Guard ??= new DraftGuard();
                if (condition.Choice.Step!.Guard is { } inherited)
                {
                    step.Guard.And(inherited);
                }

                step.Guard.Narrow(condition.Choice.Step.Number, condition.Allowed());
            }

            foreach (Slot input in step.Inputs)
            {
                if (input is { Kind: SlotKind.Value, Step.Guard: { } inherited })
                {
                    (step.Guard ??= new DraftGuard()).And(inherited);
                }
            }
        }
    }

    private void CheckSkips()
    {
        foreach (StepDraft step in draft.Steps)
        {
            if (step.Guard is { Contradiction: >= 0 } guard && !InheritsContradiction(step))
            {
                report.Error(
                    BuildRules.Contradiction,
                    step.Name,
                    $"no value of '{draft.Steps[guard.Contradiction].Name}' meets all its conditions and those of the steps whose values it takes; remove one, or take Maybe<T>");
            }
        }

        foreach (StepDraft step in draft.Steps.Concat(draft.Compensations))
        {
            foreach (Slot input in step.Inputs)
            {
                if (input is { Kind: SlotKind.Maybe, Step: { Guard: null } producer })
                {
                    report.Warn(BuildRules.MaybeOfCertain, input.Name, step.Title, BuildReport.TypeName(producer.Call.ValueType), producer.Name);
                }
            }
        }
    }

    private static bool InheritsContradiction(StepDraft step) =>
        step.Conditions.Exists(static condition => condition.Choice.Step!.Guard is { Contradiction: >= 0 })
        || Array.Exists(step.Inputs, static input => input is { Kind: SlotKind.Value, Step.Guard.Contradiction: >= 0 });

    /// <summary>Why a step may be skipped.</summary>
    private static string Cause(StepDraft step) => step.Conditions.Count > 0
        ? $"by its condition on '{step.Conditions[0].Choice.Name}'"
        : $"with '{Array.Find(step.Inputs, static input => input is { Kind: SlotKind.Value, Step.Guard: not null })!.Name}', whose plain value it takes";
}
