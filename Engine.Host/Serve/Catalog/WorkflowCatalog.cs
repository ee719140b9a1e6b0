using System.Collections.Concurrent;
using Engine.Host.Serve.Activities;
using Engine.Host.Serve.Http;
using Engine.Runtime;

namespace Engine.Host.Serve.Catalog;

/// <summary>Defines workflows: checks them, matches their agents with activities, keeps them on the disk and gives them to the host.</summary>
internal sealed class WorkflowCatalog(WorkflowHost host, ActivityCatalog activities, DefinitionWriter? writer, int maxWorkflows, Func<string, TenantSpace> tenantOf) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>By their names in the host: given to it, and not on the disk yet, or not at all where writing failed.</summary>
    private readonly Dictionary<string, (DefinedWorkflow Workflow, Task OnDisk)> _unfinished = [];
    private int _count;
    private int _lastNumber;

    /// <summary>How many there are, of all tenants.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Brings back what a data folder has, before the host starts.</summary>
    public async Task RestoreAsync(StoredDefinition stored)
    {
        WorkflowDocument document = WorkflowDocument.Parse(stored.Content);
        TenantSpace tenant = tenantOf(stored.Tenant);
        // What could be defined once is there again, whether its agents are or not: its tasks then fail with that reason.
        tenant.Add(await AddAsync(tenant, document, isRestored: true).ConfigureAwait(false));
        _count++;
    }

    /// <summary>Defines a workflow. It is on the disk when this returns.</summary>
    /// <returns>The workflow, and whether it is new: where there is one with the same content, that is returned.</returns>
    /// <exception cref="ServeException">It cannot be, or there is another one of that id.</exception>
    public async Task<(DefinedWorkflow Workflow, bool IsNew)> DefineAsync(TenantSpace tenant, WorkflowDocument document, CancellationToken cancellationToken)
    {
        if (tenant.Find(document.Spec.Id) is { } there)
        {
            return (SameAs(there, document), false);
        }

        string hostName = tenant.HostNameOf(document.Spec.Id);
        DefinedWorkflow workflow;
        Task onDisk;
        bool isNew;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (tenant.Find(document.Spec.Id) is { } meanwhile)
            {
                return (SameAs(meanwhile, document), false);
            }

            bool isThere = _unfinished.TryGetValue(hostName, out (DefinedWorkflow Workflow, Task OnDisk) unfinished);
            if (!isThere && _count + _unfinished.Count >= maxWorkflows)
            {
                throw new ServeException(503, $"There are {maxWorkflows} workflows, the limit of this host. Raise --max-workflows.");
            }

            workflow = isThere ? SameAs(unfinished.Workflow, document) : await AddAsync(tenant, document, isRestored: false).ConfigureAwait(false);
            isNew = !isThere || unfinished.OnDisk.IsFaulted;
            onDisk = !isNew ? unfinished.OnDisk : writer?.AppendAsync(tenant.Name, document.ToContent()) ?? Task.CompletedTask;
            _unfinished[hostName] = (workflow, onDisk);
        }
        finally
        {
            _gate.Release();
        }

        // Others define theirs meanwhile: one sync is for all that have come.
        try
        {
            await onDisk.ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new ServeException(503, $"The definition could not be written: {exception.Message} Free some space and send it again.");
        }

        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            // Whoever of those that sent it comes first; by now it may even have been removed, and another one of its name be on its way.
            if (_unfinished.TryGetValue(hostName, out (DefinedWorkflow Workflow, Task OnDisk) finished) && finished.Workflow == workflow)
            {
                _unfinished.Remove(hostName);
                tenant.Add(workflow);
                _count++;
            }
        }
        finally
        {
            _gate.Release();
        }

        return (workflow, isNew);
    }

    /// <summary>Removes a workflow whose runs have all ended, and forgets them. That is on the disk when this returns; its id is free.</summary>
    /// <exception cref="ServeException">It has been removed, or that could not be written.</exception>
    /// <exception cref="RequestRefusedException">It has runs that have not ended.</exception>
    public async Task RemoveAsync(DefinedWorkflow workflow)
    {
        Task onDisk;
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            // The runs go first: a definition without runs is whole after a crash in between, runs without their definition are not.
            await host.RemoveAsync(workflow.Hosted).ConfigureAwait(false);
            workflow.Tenant.Remove(workflow);
            _count--;
            onDisk = writer?.AppendRemovalAsync(workflow.Tenant.Name, workflow.Spec.Id, workflow.ToDocument().ToContent().Length) ?? Task.CompletedTask;
        }
        finally
        {
            _gate.Release();
        }

        try
        {
            await onDisk.ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new ServeException(503, $"The removal could not be written: {exception.Message} It is removed now, and may be there when the engine is started again: then remove it once more.");
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<DefinedWorkflow> AddAsync(TenantSpace tenant, WorkflowDocument document, bool isRestored)
    {
        WorkflowSpec spec = document.Spec;
        var agents = new Dictionary<string, int>(spec.Agents.Length, StringComparer.Ordinal);
        foreach (AgentSpec agent in spec.Agents)
        {
            agents.Add(agent.Name, agents.Count);
        }

        var tasks = new TaskSpec[document.Tasks.Length];
        var roles = new TaskRole[tasks.Length];
        int simulated = 0;
        for (int index = 0; index < tasks.Length; index++)
        {
            WorkflowTask task = document.Tasks[index];
            if (!agents.TryGetValue(task.Role, out int number))
            {
                string? near = Cli.DidYouMean.Find(task.Role, agents.Keys);
                throw ServeException.BadField(
                    $"tasks[{index}].agent_role", $"task '{task.Id}' wants an agent '{task.Role}', and agents has none of that name.{(near is null ? "" : $" Did you mean '{near}'?")} Add it, or name one of those.");
            }

            AgentSpec agent = spec.Agents[number];
            string activity = activities.Match(agent, out bool isSimulated)
                ?? (isRestored ? ActivityCatalog.MissingName : throw ServeException.BadField($"agents.{agent.Name}.type", activities.Unknown(agent)));
            simulated += isSimulated ? 1 : 0;
            roles[index] = new TaskRole(number, task.Parallel);
            tasks[index] = new TaskSpec(task.Id, activity) { DependsOn = task.DependsOn };
        }

        TaskGraph graph;
        HostedWorkflow<TaskInput, TaskResults> hosted;
        try
        {
            graph = TaskGraph.Create(tenant.HostNameOf(spec.Id), tasks);
            hosted = await host.AddAsync(graph, activities.Table).ConfigureAwait(false);
        }
        catch (TaskGraphException exception)
        {
            throw new ServeException(422, exception.Message) { Field = "tasks", Tasks = exception.Tasks };
        }

        return new DefinedWorkflow(roles)
        {
            Tenant = tenant,
            Spec = spec,
            Graph = graph,
            Hosted = hosted,
            Number = ++_lastNumber,
            Target = tenant.Events.Targets.Add(spec.Id),
            SimulatedCount = simulated,
        };
    }

    private static DefinedWorkflow SameAs(DefinedWorkflow there, WorkflowDocument document) => there.ToDocument().ContentEquals(document)
        ? there
        : throw new ServeException(409, $"There is a workflow '{document.Spec.Id}' already, version {there.Spec.Version}, with other content. Send it as it was, or choose another workflow_id: runs of a definition must be able to go on.");
}
