using Engine.Host.Serve.Catalog;

namespace Engine.Host.Serve;

/// <summary>The workflow that is there at the first start: nine tasks on the built-in activities.</summary>
internal static class SampleWorkflow
{
    public const string Id = "sample-research";

    public static ReadOnlyMemory<byte> Json { get; } = """
        {
          "workflow_id": "sample-research", "name": "Sample: research with a team of agents", "version": "1", "orchestration_pattern": "hierarchical",
          "agents": {
            "lead": {"type": "echo", "capabilities": []},
            "searcher": {"type": "delay", "capabilities": []},
            "analyst": {"type": "hash", "capabilities": []},
            "writer": {"type": "merge", "capabilities": []},
            "reviewer": {"type": "count", "capabilities": []}
          },
          "tasks": [
            {"task_id": "brief", "agent_role": "lead", "depends_on": [], "parallel": false},
            {"task_id": "search-papers", "agent_role": "searcher", "depends_on": ["brief"], "parallel": true},
            {"task_id": "search-news", "agent_role": "searcher", "depends_on": ["brief"], "parallel": true},
            {"task_id": "search-code", "agent_role": "searcher", "depends_on": ["brief"], "parallel": true},
            {"task_id": "analyse-papers", "agent_role": "analyst", "depends_on": ["search-papers"], "parallel": true},
            {"task_id": "analyse-news", "agent_role": "analyst", "depends_on": ["search-news"], "parallel": true},
            {"task_id": "analyse-code", "agent_role": "analyst", "depends_on": ["search-code"], "parallel": true},
            {"task_id": "write", "agent_role": "writer", "depends_on": ["analyse-papers", "analyse-news", "analyse-code"], "parallel": false},
            {"task_id": "review", "agent_role": "reviewer", "depends_on": ["write"], "parallel": false}
          ]
        }
        """u8.ToArray();

    public static WorkflowDocument Create() => WorkflowDocument.Parse(Json);
}
