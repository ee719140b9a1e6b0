using Engine.Runtime;
using Microsoft.Extensions.Hosting;

namespace Engine.Internal;

/// <summary>Lets a generic host start and stop a host of workflows.</summary>
internal sealed class WorkflowHostService(WorkflowHost host) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => host.StartAsync(cancellationToken);

    /// <summary>The token ends the program's patience: then the host stops without waiting on.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(host.DrainFor, cancellationToken);
}
