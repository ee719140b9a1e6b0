using Engine.Host.Serve.Activities;
using Engine.Host.Serve.Catalog;
using Engine.Runtime;

namespace Engine.Tests.Host.Serve;

/// <summary>Answers that are kept: how many bytes, and which goes first.</summary>
public class StatusAnswersTests
{
    [Fact]
    public async Task Oldest_answer_goes_when_there_are_more_bytes_than_may_be()
    {
        await using WorkflowHost host = new(new WorkflowHostOptions { ShardCount = 1 });
        DefinedWorkflow[] workflows = await DefineAsync(host, 3);
        var answers = new StatusAnswers(maxBytes: 100);
        foreach (DefinedWorkflow workflow in workflows)
        {
            answers.Keep(workflow, Answer(40), workflow.StatusVersion);
        }

        Assert.Null(workflows[0].KeptStatus);
        Assert.Equal(40, workflows[1].KeptStatus!.Json.Length);
        Assert.Equal(40, workflows[2].KeptStatus!.Json.Length);
        Assert.Equal(80, answers.Bytes);
    }

    [Fact]
    public async Task Newer_answer_of_a_workflow_stays_when_its_old_one_goes()
    {
        await using WorkflowHost host = new(new WorkflowHostOptions { ShardCount = 1 });
        DefinedWorkflow workflow = (await DefineAsync(host, 1))[0];
        var answers = new StatusAnswers(maxBytes: 100);
        answers.Keep(workflow, Answer(60), workflow.StatusVersion);
        StatusAnswer newer = Answer(61);
        answers.Keep(workflow, newer, workflow.StatusVersion);

        Assert.Same(newer, workflow.KeptStatus);
        Assert.Equal(61, answers.Bytes);
    }

    [Fact]
    public async Task Answer_that_is_too_old_or_too_large_is_not_kept()
    {
        await using WorkflowHost host = new(new WorkflowHostOptions { ShardCount = 1 });
        DefinedWorkflow workflow = (await DefineAsync(host, 1))[0];
        var answers = new StatusAnswers(maxBytes: 100);
        int version = workflow.StatusVersion;
        workflow.ForgetStatus();
        answers.Keep(workflow, Answer(10), version);
        answers.Keep(workflow, Answer(101), workflow.StatusVersion);

        Assert.Null(workflow.KeptStatus);
        Assert.Equal(0, answers.Bytes);
    }

    private static StatusAnswer Answer(int bytes) => new(default, 0, new byte[bytes]);

    private static async Task<DefinedWorkflow[]> DefineAsync(WorkflowHost host, int count)
    {
        var tenant = new TenantSpace("", 16, 16, TimeProvider.System);
        using var catalog = new WorkflowCatalog(host, new ActivityCatalog(false), null, count, _ => tenant);
        var workflows = new DefinedWorkflow[count];
        for (int number = 0; number < count; number++)
        {
            (workflows[number], _) = await catalog.DefineAsync(tenant, WorkflowDocument.Parse(System.Text.Encoding.UTF8.GetBytes(Definitions.One($"w{number}", "echo"))), CancellationToken.None);
        }

        return workflows;
    }
}
