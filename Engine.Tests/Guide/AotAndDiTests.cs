using Microsoft.Extensions.DependencyInjection;

namespace Engine.Tests.Guide.AotAndDi;

public interface IRates { decimal For(string currency); }

[Workflow<Payment, decimal>]
public sealed partial class Convert(IRates rates)
{
    [Step] public decimal Rate(in Payment payment) => rates.For(payment.Currency);
    [Step, Output] public static decimal Amount(in Payment payment, decimal rate) => payment.Amount * rate;
}

public readonly record struct Payment(string Currency, decimal Amount);

public sealed class FixedRates : IRates
{
    public decimal For(string currency) => currency == "EUR" ? 1.1m : 1m;
}

/// <summary>docs/guide/aot-and-di.md; its first half is samples/AotWorkflow.</summary>
public class AotAndDiTests
{
    [Fact]
    public void Registered_workflow_gets_its_services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IRates, FixedRates>();
        services.AddConvert();                      // this workflow; services.AddWorkflows() registers all of the assembly
        using ServiceProvider provider = services.BuildServiceProvider();

        decimal amount = provider.GetRequiredService<Convert>().Run(new Payment("EUR", 20m));
        Assert.Equal(22m, amount);
        Assert.Same(provider.GetRequiredService<Convert>(), provider.GetRequiredService<Convert>());
    }

    [Fact]
    public async Task Workflow_is_a_value()
    {
        Assert.Equal([11m, 3m], await RunEach(new Convert(new FixedRates()), new Payment("EUR", 10m), new Payment("USD", 3m)));
    }

    public static async Task<TOut[]> RunEach<TIn, TOut>(IWorkflow<TIn, TOut> workflow, params TIn[] inputs)
    {
        var outputs = new TOut[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            outputs[i] = await workflow.RunAsync(inputs[i]);
        }

        return outputs;
    }
}
