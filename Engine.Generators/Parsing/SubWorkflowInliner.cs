using System;
using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;
using Engine.Generators.Planning;

namespace Engine.Generators.Parsing;

/// <summary>
/// Puts the steps of sub-workflows in the place of the steps that run them. What a sub-workflow step waits for, its first steps
/// wait for; its conditions are those of all its steps; its value is that of the other workflow's output step; what follows it
/// by [After] follows all of them.
/// </summary>
internal sealed class SubWorkflowInliner
{
    private readonly ParseContext _context;
    private readonly WorkflowModel _own;
    private readonly HashSet<string> _names;
    private readonly List<StepModel> _steps = [];
    private readonly List<CompensationModel> _compensations;
    private readonly List<StateModel> _states;

    /// <summary>For each own step where its value comes from, and the steps after which it has ended.</summary>
    private readonly int[] _values;
    private readonly int[][] _ends;

    public SubWorkflowInliner(ParseContext context, WorkflowModel own)
    {
        _context = context;
        _own = own;
        _names = [.. own.Steps.Select(static step => step.Body.Name), .. own.Compensations.Select(static compensation => compensation.Body.Name)];
        _compensations = [.. own.Compensations];
        _states = [.. own.States];
        _values = new int[own.Steps.Count];
        _ends = new int[own.Steps.Count][];
    }

    /// <summary>The model with all steps; <paramref name="rank"/> falls to how far the values of the new ones may be seen.</summary>
    public WorkflowModel Inline(ref int rank)
    {
        if (!_context.Steps.Exists(static step => step.Sub is { IsInlined: true }))
        {
            return _own;
        }

        Place();
        for (int position = 0; position < _own.Steps.Count; position++)
        {
            StepModel step = _own.Steps[position];
            if (_context.Steps[position].Sub is { IsInlined: true } sub)
            {
                AddChild(step, sub);
                rank = Math.Min(rank, Rank(sub.Child.Context!));
            }
            else
            {
                _steps.Add(step with
                {
                    Body = step.Body with { Parameters = Moved(step.Body.Parameters) },
                    Conditions = Moved(step.Conditions),
                    After = Ends(step.After),
                });
            }
        }

        for (int i = 0; i < _own.Compensations.Count; i++)
        {
            CompensationModel own = _own.Compensations[i];
            _compensations[i] = new CompensationModel(own.Body with { Parameters = Moved(own.Body.Parameters) }, _values[own.Step]);
        }

        return _own with
        {
            Steps = new(_steps),
            Compensations = new(_compensations),
            States = new(_states),
            OutputStep = _values[_own.OutputStep],
        };
    }

    private void Place()
    {
        int position = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            if (_context.Steps[i].Sub is not { IsInlined: true } sub)
            {
                _ends[i] = [_values[i] = position++];
                continue;
            }

            WorkflowModel child = sub.Child.Model!;
            int start = position;
            bool[] isFollowed = new bool[child.Steps.Count];
            foreach (StepModel step in child.Steps)
            {
                foreach (int predecessor in StepEdges.Predecessors(step))
                {
                    isFollowed[predecessor] = true;
                }
            }

            _values[i] = start + child.OutputStep;
            _ends[i] = Enumerable.Range(0, isFollowed.Length).Where(at => !isFollowed[at]).Select(at => start + at).ToArray();
            position += child.Steps.Count;
        }
    }

    private void AddChild(StepModel own, SubWorkflow sub)
    {
        WorkflowModel child = sub.Child.Model!;
        int start = _steps.Count, firstCompensation = _compensations.Count, firstState = _states.Count;
        string name = own.Body.Name;
        ParameterModel input = Moved(own.Body.Parameters)[sub.Input];
        EquatableArray<ConditionModel> conditions = Moved(own.Conditions);
        int[] before = StepEdges.Predecessors(own).SelectMany(predecessor => own.After.Contains(predecessor) ? _ends[predecessor] : [_values[predecessor]]).ToArray();
        bool isRequired = input.Source == ParameterSource.Value && _own.Steps[own.Body.Parameters[sub.Input].Index].IsSkippable;
        foreach (StepModel step in child.Steps)
        {
            bool isFirst = !StepEdges.Predecessors(step).Any();
            bool isGuarded = own.IsSkippable && !IsSkippedWithAnother(step);
            var moved = new StepModel(
                Moved(step.Body, name, sub, input, start, firstState),
                $"{own.Name}.{step.Name}",
                new(step.Conditions.Select(condition => condition with { Step = condition.Step + start }).Concat(isGuarded ? conditions : [])),
                new(step.After.Select(at => at + start)),
                step.IsSkippable || own.IsSkippable,
                step.Compensation < 0 ? -1 : step.Compensation + firstCompensation)
            {
                Requires = new(Order(step.Requires.Select(at => at + start).Concat(isGuarded && isRequired ? [input.Index] : []))),
                Recording = step.Recording,
                Group = step.Group.Length == 0 ? name : $"{name}.{step.Group}",
            };
            _steps.Add(isFirst ? moved with { After = new(Order(before.Except(StepEdges.Predecessors(moved)))) } : moved);
        }

        foreach (CompensationModel compensation in child.Compensations)
        {
            _compensations.Add(new CompensationModel(Moved(compensation.Body, name, sub, input, start, firstState), compensation.Step + start));
        }

        foreach (StateModel state in child.States)
        {
            _states.Add(state with { Name = $"{name}_{state.Name}" });
        }
    }

    /// <summary>A method of the child as the class calls it: on the child's instance, over values where they stand now.</summary>
    private MethodModel Moved(MethodModel body, string name, SubWorkflow sub, ParameterModel input, int start, int firstState)
    {
        string receiver = body.Receiver.StartsWith("global::", StringComparison.Ordinal) ? body.Receiver
            : body.Receiver.Length > 0 ? $"{sub.Accessor}.{body.Receiver}"
            : body.IsStatic ? _context.Known.FullName(sub.Child.Type)
            : sub.Accessor;
        return body with
        {
            Name = Free($"{name}_{body.Name}"),
            Method = body.Method,
            Receiver = receiver,
            Display = $"{name}.{body.Display}",
            Parameters = new(body.Parameters.Select(parameter => parameter.Source switch
            {
                ParameterSource.Input => input with { Passing = parameter.Passing, Type = parameter.Type },
                ParameterSource.Value or ParameterSource.Maybe => parameter with { Index = parameter.Index + start },
                ParameterSource.State => parameter with { Index = parameter.Index + firstState },
                _ => parameter,
            })),
        };
    }

    /// <summary>Whether a step of a child takes the plain value or a condition of another one, and so is skipped where that is.</summary>
    private static bool IsSkippedWithAnother(StepModel step) =>
        step.Conditions.Count > 0 || step.Requires.Count > 0 || step.Body.Parameters.Any(static parameter => parameter.Source == ParameterSource.Value);

    private EquatableArray<ParameterModel> Moved(EquatableArray<ParameterModel> parameters) =>
        new(parameters.Select(parameter => StepEdges.IsValue(parameter) ? parameter with { Index = _values[parameter.Index] } : parameter));

    private EquatableArray<ConditionModel> Moved(EquatableArray<ConditionModel> conditions) =>
        new(conditions.Select(condition => condition with { Step = _values[condition.Step] }));

    private EquatableArray<int> Ends(EquatableArray<int> after) => new(Order(after.SelectMany(at => _ends[at])));

    private static IEnumerable<int> Order(IEnumerable<int> positions) => positions.Distinct().OrderBy(static position => position);

    private string Free(string name)
    {
        while (!_names.Add(name))
        {
            name += "_";
        }

        return name;
    }

    /// <summary>How far members of the class may be seen that name the values and states of a child.</summary>
    private int Rank(ParseContext child)
    {
        int rank = Visibility.Public;
        foreach (Candidate step in child.Steps)
        {
            rank = step.Sub is { IsInlined: true } inner ? Math.Min(rank, Rank(inner.Child.Context!)) : rank;
            rank = step.Value is null ? rank : Math.Min(rank, Visibility.For(step.Value, _context.Type));
        }

        foreach (StateCandidate state in child.States)
        {
            rank = state.IsTouched ? Math.Min(rank, Visibility.For(state.Type, _context.Type)) : rank;
        }

        return rank;
    }
}
