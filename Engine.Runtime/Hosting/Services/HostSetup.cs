using Engine.Runtime;

namespace Engine.Internal;

/// <summary>What one call of <see cref="EngineServices.AddEngine"/> sets.</summary>
internal sealed class HostSetup(Action<WorkflowHostOptions> configure)
{
    public Action<WorkflowHostOptions> Configure => configure;
}
