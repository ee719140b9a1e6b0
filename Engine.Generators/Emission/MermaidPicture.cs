using System.Collections.Generic;
using System.Linq;
using System.Text;
using Engine.Generators.Model;
using Engine.Generators.Planning;

namespace Engine.Generators.Emission;

/// <summary>
/// The graph of a workflow as a Mermaid flowchart: skippable steps are rounded, <c>[After]</c> is dotted, conditions say what
/// they ask, a sub-workflow is a frame, a compensation hangs on its step by a line with a cross.
/// </summary>
internal static class MermaidPicture
{
    /// <summary>Words that Mermaid does not take as the name of a node.</summary>
    private static readonly HashSet<string> Words =
        ["end", "graph", "flowchart", "subgraph", "style", "linkstyle", "class", "classdef", "click", "call", "href", "default", "direction"];

    public static IReadOnlyList<string> Draw(WorkflowModel workflow, PlanModel plan)
    {
        var lines = new List<string> { "flowchart TD" };
        string[] nodes = new string[workflow.Steps.Count];
        for (int stepIndex = 0; stepIndex < nodes.Length; stepIndex++)
        {
            StepModel step = workflow.Steps[plan.Order[stepIndex]];
            nodes[plan.Order[stepIndex]] = NodeName(step.Body.Name, stepIndex);
        }

        ILookup<int, (string Arrow, int To)> edges = Edges(workflow, plan).ToLookup(static edge => edge.From, static edge => (edge.Arrow, edge.To));
        var drawn = new HashSet<int>();
        foreach (int position in plan.Order)
        {
            StepModel step = workflow.Steps[position];
            string text = Text(step.Name), shape = step.IsSkippable ? $"([\"{text}\"])" : text == nodes[position] ? "" : $"[\"{text}\"]";
            string source = nodes[position] + shape;
            foreach (IGrouping<string, int> row in edges[position].GroupBy(static edge => edge.Arrow, static edge => edge.To))
            {
                lines.Add($"    {source} {row.Key} {string.Join(" & ", row.Distinct().Select(to => nodes[to]))}");
                source = nodes[position];
                drawn.Add(position);
                drawn.UnionWith(row);
            }

            if (step.Compensation >= 0)
            {
                MethodModel undo = workflow.Compensations[step.Compensation].Body;
                lines.Add($"    {source} --x undo{Number(step.Compensation)}[/\"{Text(undo.Display)}\"/]");
            }
            else if (source.Length > nodes[position].Length || !drawn.Contains(position))
            {
                lines.Add("    " + source);
            }
        }

        AddGroups(lines, workflow, plan, nodes);
        return lines;
    }

    /// <summary>The steps of each sub-workflow stand in a frame of its name.</summary>
    private static void AddGroups(List<string> lines, WorkflowModel workflow, PlanModel plan, string[] nodes)
    {
        int number = 0;
        foreach (IGrouping<string, int> group in plan.Order.Where(position => workflow.Steps[position].Group.Length > 0).GroupBy(position => workflow.Steps[position].Group))
        {
            lines.Add($"    subgraph part{Number(number++)}[\"{Text(group.Key)}\"]");
            lines.AddRange(group.Select(position => "        " + nodes[position]));
            lines.Add("    end");
        }
    }

    /// <summary>Every edge by its kind, in plan order of its target.</summary>
    private static IEnumerable<(int From, string Arrow, int To)> Edges(WorkflowModel workflow, PlanModel plan)
    {
        foreach (int position in plan.Order)
        {
            StepModel step = workflow.Steps[position];
            foreach (ParameterModel parameter in step.Body.Parameters.Where(StepEdges.IsValue))
            {
                yield return (parameter.Index, parameter.Collection is null ? "-->" : "-- each -->", position);
            }

            foreach (ConditionModel condition in step.Conditions)
            {
                yield return (condition.Step, $"-- {Condition(condition)} -->", position);
            }

            foreach (int after in step.After)
            {
                yield return (after, "-.->", position);
            }
        }
    }

    public static string Condition(ConditionModel condition) => condition.Kind switch
    {
        ConditionKind.IsTrue => "when",
        ConditionKind.IsFalse => "unless",
        ConditionKind.In => "case " + string.Join(" or ", condition.Values.Select(static value => value.Substring(value.LastIndexOf('.') + 1))),
        _ => "default",
    };

    private static string NodeName(string method, int stepIndex)
    {
        bool isPlain = method.All(static letter => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');
        return isPlain && !Words.Contains(method.ToLowerInvariant()) && !method.StartsWith("undo", System.StringComparison.Ordinal) && !method.StartsWith("part", System.StringComparison.Ordinal) ? method : "step" + Number(stepIndex);
    }

    /// <summary>A name that may hold anything, within quotation marks of Mermaid on one line.</summary>
    private static string Text(string name)
    {
        var text = new StringBuilder();
        foreach (char letter in name)
        {
            text.Append(letter switch
            {
                '"' => "#quot;",
                '#' => "#35;",
                '<' => "#lt;",
                '>' => "#gt;",
                '&' => "#amp;",
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' => " ",
                _ => letter.ToString(),
            });
        }

        return text.ToString();
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
