using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A workflow that is to be added to a container's host, once both are made.</summary>
internal sealed class HostRegistration(Action<WorkflowHost, IServiceProvider> addTo)
{
    public Action<WorkflowHost, IServiceProvider> AddTo => addTo;
}
