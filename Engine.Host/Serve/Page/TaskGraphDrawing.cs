using System.Text;
using Engine.Host.Files;
using Engine.Host.Render;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Routes;
using Engine.Runtime;

namespace Engine.Host.Serve.Page;

/// <summary>Draws the graph of a workflow as `engine plan --svg` does; with a run, in the colours of its tasks. Bounded for any graph, as <see cref="SvgReport"/> says.</summary>
internal static class TaskGraphDrawing
{
    /// <param name="workflow">Its tasks are boxes; `data-node` is a task's position in the definition.</param>
    /// <param name="run">Whose tasks' states are shown; null: none.</param>
    public static byte[] Draw(DefinedWorkflow workflow, RunSnapshot? run)
    {
        TaskGraph graph = workflow.Graph;
        var file = new GraphFile
        {
            Path = workflow.Spec.Id,
            Format = "workflow",
            Title = workflow.Spec.Name,
            TaskNames = [.. Enumerable.Range(0, graph.Count).Select(graph.IdOf)],
            Costs = [],
            EdgeFrom = [],
            EdgeTo = [],
            Unit = CostUnit.Plain,
        };
        var output = new StringWriter();
        SvgReport.WriteGraph(output, new ReportData(file, graph.Graph, graph.Plan) { States = run is null ? null : StatesOf(graph, run) });
        return Encoding.ASCII.GetBytes(output.ToString());
    }

    private static string[] StatesOf(TaskGraph graph, RunSnapshot run)
    {
        // A run that is held has no steps: nothing is known of its tasks.
        string[] states = new string[graph.Count];
        Array.Fill(states, "pending");
        for (int stepIndex = 0; stepIndex < run.Steps.Count; stepIndex++)
        {
            states[graph.Order[stepIndex]] = ExecutionJson.StatusOf(run.Steps[stepIndex]);
        }

        return states;
    }
}
