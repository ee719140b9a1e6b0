using Engine.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A host in a container, started and stopped by a generic host.</summary>
public sealed class EngineServicesTests : IDisposable
{
    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Generic_host_starts_and_drains_the_workflows_of_a_container()
    {
        RunId id;
        using (IHost program = Program())
        {
            await program.StartAsync().Within();
            HostedWorkflow<long, long> doubled = program.Services.GetRequiredService<HostedWorkflow<long, long>>();
            Assert.Equal("Double", doubled.Name);
            RunHandle<long> run = await doubled.StartAsync(21, "a key").Within();
            Assert.Equal(42, await run.WaitAsync().Within());
            id = run.Id;
            Assert.Equal(HealthStatus.Healthy, (await Check(program)).Status);
            await program.StopAsync().Within();
            HealthCheckResult stopped = await Check(program);
            Assert.Equal((HealthStatus.Unhealthy, "Shard 0 has stopped."), (stopped.Status, stopped.Description));
        }

        using IHost next = Program();
        await next.StartAsync().Within();
        Assert.Equal(id, (await next.Services.GetRequiredService<HostedWorkflow<long, long>>().FindAsync("a key").Within())!.Value.Id);
        await next.StopAsync().Within();
    }

    [Fact]
    public async Task Workflows_of_the_same_types_are_found_by_their_class()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Double>().AddSingleton<Triple>();
        services.AddEngine().AddEngine(static options => options.ShardCount = 2);
        services.AddWorkflow<Double, long, long>().AddWorkflow<Triple, long, long>();
        await using ServiceProvider provider = services.BuildServiceProvider();
        IHostedService service = Assert.Single(provider.GetServices<IHostedService>());
        await service.StartAsync(default).Within();
        Assert.Equal(2, provider.GetRequiredService<WorkflowHost>().Health().Shards.Count);
        Assert.Equal(20, await provider.GetRequiredKeyedService<HostedWorkflow<long, long>>(typeof(Double)).RunAsync(10).Within());
        Assert.Equal(30, await provider.GetRequiredKeyedService<HostedWorkflow<long, long>>(typeof(Triple)).RunAsync(10).Within());
        Assert.Equal("Triple", provider.GetRequiredService<HostedWorkflow<long, long>>().Name);
        await service.StopAsync(default).Within();
    }

    [Fact]
    public void Container_that_is_disposed_without_waiting_stops_the_host()
    {
        var services = new ServiceCollection();
        services.AddEngine(options => options.Folder = _folder.Path);
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            Assert.NotNull(provider.GetRequiredService<WorkflowHost>());
        }
    }

    private static Task<HealthCheckResult> Check(IHost program) =>
        new WorkflowHostHealthCheck(program.Services.GetRequiredService<WorkflowHost>()).CheckHealthAsync(new HealthCheckContext()).Within();

    private IHost Program()
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Double>();
        builder.Services.AddEngine(options =>
        {
            options.Folder = _folder.Path;
            options.ShardCount = 1;
        });
        builder.Services.AddWorkflow<Double, long, long>();
        return builder.Build();
    }

    private sealed class Double : IHostedWorkflow<long, long>
    {
        public void AddTo(IHostedWorkflowSink<long, long> sink) => new LineWorkflow("Double", LineStep.Synchronous("Double", static value => 2 * value)).AddTo(sink);
    }

    private sealed class Triple : IHostedWorkflow<long, long>
    {
        public void AddTo(IHostedWorkflowSink<long, long> sink) => new LineWorkflow("Triple", LineStep.Synchronous("Triple", static value => 3 * value)).AddTo(sink);
    }
}
