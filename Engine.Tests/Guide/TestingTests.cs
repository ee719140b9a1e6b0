using Engine.Tests.Guide.Conditions;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Guide.Testing;

[Workflow<string, string>]
public sealed partial class Download(IHosts hosts)
{
    [Step, Timeout(30_000), Retry(1, DelayMs = 5_000)]
    public ValueTask<string> Fetch(string input, StepContext context, CancellationToken cancellationToken) =>
        hosts.ReadAsync(context.Attempt == 1 ? "main" : "mirror", input, cancellationToken);
}

public interface IHosts
{
    ValueTask<string> ReadAsync(string host, string file, CancellationToken cancellationToken);
}

public sealed class Hosts : IHosts
{
    public bool MainAnswers { get; init; } = true;

    public async ValueTask<string> ReadAsync(string host, string file, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (host == "main" && !MainAnswers)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return $"{file} from {host}";
    }
}

/// <summary>docs/guide/testing.md.</summary>
public class TestingTests
{
    [Fact]
    public void Step_is_a_method()
    {
        Assert.Equal(new Surety(20_000m), DecideLoan.Surety(new Application(Amount: 100_000m, YearsAsCustomer: 0)));
        Assert.Equal("Granted.", DecideLoan.Decide(new Application(1_000m, YearsAsCustomer: 5), Maybe<Letter>.None).Text);
    }

    [Fact]
    public async Task Step_with_a_context_is_a_method_too()
    {
        var second = new StepContext(stepIndex: 0, stepName: nameof(Download.Fetch), attempt: 2);
        Assert.Equal("report.pdf from mirror", await new Download(new Hosts()).Fetch("report.pdf", second, default));
    }

    [Fact]
    public async Task Time_passes_as_the_test_says()
    {
        var time = new FakeTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        ValueTask<string> run = new Download(new Hosts { MainAnswers = false }).RunAsync("report.pdf", new RunOptions { TimeProvider = time });
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("report.pdf from mirror", await run);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(30 + 5));
    }
}
