using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Planning;

/// <summary>
/// 64 bits of everything that decides what a run means: step identities in plan order, types, edges, conditions, policies,
/// compensations, states. Names of parameters, of the class and of its file do not count, nor whether a step is a task or takes columns.
/// </summary>
internal static class Fingerprint
{
    /// <param name="workflow">The class.</param>
    /// <param name="order">For each plan index the step's position.</param>
    /// <param name="rank">For each position the plan index.</param>
    public static ulong Of(WorkflowModel workflow, int[] order, int[] rank)
    {
        var hash = new TextHash();
        hash.Add("workflow", workflow.InputType, workflow.OutputType, Number(rank[workflow.OutputStep]));
        foreach (int position in order)
        {
            StepModel step = workflow.Steps[position];
            hash.Add("step", step.Name, step.Body.ValueType ?? "");
            AddInputs(hash, workflow, step.Body, rank);
            foreach (ConditionModel condition in step.Conditions.OrderBy(condition => rank[condition.Step]).ThenBy(static condition => condition.Kind))
            {
                hash.Add("condition", condition.Kind.ToString(), Number(rank[condition.Step]));
                hash.Add(condition.Values.ToArray());
            }

            hash.Add("after");
            hash.Add(step.After.Select(after => rank[after]).OrderBy(static after => after).Select(Number).ToArray());
            if (step.Requires.Count > 0)
            {
                hash.Add("requires");
                hash.Add(step.Requires.Select(required => rank[required]).OrderBy(static required => required).Select(Number).ToArray());
            }

            AddNested(hash, step);
            if (step.Body.Map is { } map)
            {
                hash.Add("map", Number(map.Max));
            }

            AddPolicy(hash, step.Body.Policy);
            if (step.Compensation >= 0)
            {
                MethodModel undo = workflow.Compensations[step.Compensation].Body;
                hash.Add("compensation", undo.Display);
                AddInputs(hash, workflow, undo, rank);
                AddPolicy(hash, undo.Policy);
            }
        }

        foreach (StateModel state in workflow.States.OrderBy(static state => state.Name, System.StringComparer.Ordinal))
        {
            hash.Add("state", state.Name, state.Type);
        }

        return hash.Value;
    }

    /// <summary>What a body reads and changes, in an order that does not depend on how it lists its parameters.</summary>
    private static void AddInputs(TextHash hash, WorkflowModel workflow, MethodModel body, int[] rank)
    {
        IEnumerable<string> inputs = body.Parameters
            .Where(static parameter => parameter.Source is not (ParameterSource.Token or ParameterSource.Context or ParameterSource.Output))
            .Select(parameter => parameter.Source switch
            {
                ParameterSource.Input => $"input {parameter.Type}",
                ParameterSource.State => $"{(parameter.Passing == Passing.Ref ? "changes" : "reads")} {workflow.States[parameter.Index].Name}",
                ParameterSource.Maybe => $"maybe {Number(rank[parameter.Index])} {parameter.Type}",
                _ => $"value {Number(rank[parameter.Index])} {parameter.Type}",
            })
            .Distinct()
            .OrderBy(static text => text, System.StringComparer.Ordinal);
        hash.Add(inputs.ToArray());
    }

    /// <summary>Of a step that runs a workflow as one step what that workflow means, and how often it runs.</summary>
    private static void AddNested(TextHash hash, StepModel step)
    {
        if (step.Body.Nested is { } nested)
        {
            hash.Add("nested", nested.ChildType, nested.Fingerprint.ToString("X16", CultureInfo.InvariantCulture), Number(nested.MaxRounds), nested.Until ?? "");
        }
    }

    private static void AddPolicy(TextHash hash, PolicyModel? policy)
    {
        if (policy is not null)
        {
            hash.Add("policy", Number(policy.Retries), Number(policy.DelayMs), Number(policy.Backoff), Number(policy.MaxDelayMs),
                policy.Jitter ? "jitter" : "", policy.RetryOn ?? "", Number(policy.TimeoutMs));
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
