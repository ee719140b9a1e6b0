using Engine.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Engine.Runtime;

/// <summary>Registers a host, and the workflows that it runs, with a container. A generic host starts it, and drains it when it stops.</summary>
public static class EngineServices
{
    /// <summary>Adds a <see cref="WorkflowHost"/>, one for the container. May be called again: later calls configure the same host.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="configure">Sets where the host keeps its runs, and its limits.</param>
    public static IServiceCollection AddEngine(this IServiceCollection services, Action<WorkflowHostOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.AddSingleton(new HostSetup(configure));
        }

        services.TryAddSingleton(MakeHost);
        services.AddHostedService<WorkflowHostService>();
        return services;
    }

    /// <summary>
    /// Adds a workflow to the container's host, which <see cref="AddEngine"/> adds. The workflow itself must be registered: with the method that the
    /// generator writes for it, or with <c>AddSingleton</c>.
    /// </summary>
    /// <remarks>
    /// What starts its runs is a service then: <see cref="HostedWorkflow{TIn, TOut}"/>. Where several workflows have the same types, that is the one added
    /// last, and each is found by its class as the service's key.
    /// </remarks>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TIn">What a run gets.</typeparam>
    /// <typeparam name="TOut">What a run gives.</typeparam>
    public static IServiceCollection AddWorkflow<TWorkflow, TIn, TOut>(this IServiceCollection services)
        where TWorkflow : class, IHostedWorkflow<TIn, TOut>
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(new HostRegistration(static (host, provider) => host.Add(provider.GetRequiredService<TWorkflow>())));
        services.AddKeyedSingleton(typeof(TWorkflow), static (provider, _) => Hosted<TWorkflow, TIn, TOut>(provider));
        return services.AddSingleton(Hosted<TWorkflow, TIn, TOut>);
    }

    private static HostedWorkflow<TIn, TOut> Hosted<TWorkflow, TIn, TOut>(IServiceProvider provider)
        where TWorkflow : class, IHostedWorkflow<TIn, TOut> =>
        provider.GetRequiredService<WorkflowHost>().Of(provider.GetRequiredService<TWorkflow>());

    private static WorkflowHost MakeHost(IServiceProvider provider)
    {
        var options = new WorkflowHostOptions();
        if (provider.GetService<TimeProvider>() is { } clock)
        {
            options.TimeProvider = clock;
        }

        foreach (HostSetup setup in provider.GetServices<HostSetup>())
        {
            setup.Configure(options);
        }

        var host = new WorkflowHost(options);
        foreach (HostRegistration registration in provider.GetServices<HostRegistration>())
        {
            registration.AddTo(host, provider);
        }

        return host;
    }
}
