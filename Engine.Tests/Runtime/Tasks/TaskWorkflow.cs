using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>A task graph as a shard of a test takes it.</summary>
internal sealed class TaskWorkflow(TaskGraph graph, ActivityTable activities) : IHostedWorkflow<TaskInput, TaskResults>
{
    public void AddTo(IHostedWorkflowSink<TaskInput, TaskResults> sink) =>
        sink.Add<TaskDefinition, TaskState>(new TaskDefinition(graph, activities.BodiesOf(graph)));
}
