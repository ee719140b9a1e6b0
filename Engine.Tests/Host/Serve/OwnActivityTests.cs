using System.Text;
using System.Text.Json;
using Engine.Host.Cli;
using Engine.Runtime;
using Engine.Tests.Runtime.Tasks;

namespace Engine.Tests.Host.Serve;

/// <summary>Activities that a user's program adds to those of `engine serve`.</summary>
public class OwnActivityTests
{
    [Fact]
    public async Task Own_activities_do_tasks_by_type_and_by_capability_and_may_take_the_place_of_a_built_in_one()
    {
        await using ServedHost host = await ServedHost.StartAsync(static options => options with
        {
            AddActivities = static activities =>
            {
                activities.Add("shout", static (call, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes($"\"{Encoding.UTF8.GetString(call.Input.Span).Trim('"').ToUpperInvariant()}!\"")));
                activities.Add("echo", static (_, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>("\"mine\""u8.ToArray()));
            },
        });
        (await host.PostAsync("/api/v1/workflows", """
            {"workflow_id":"w","agents":{"a":{"type":"shout"},"b":{"type":"person","capabilities":["singing","shout"]},"c":{"type":"echo"},"d":{"type":"count"}},
             "tasks":[{"task_id":"ta","agent_role":"a"},{"task_id":"tb","agent_role":"b"},{"task_id":"tc","agent_role":"c"},{"task_id":"td","agent_role":"d"}]}
            """)).Ok(201);
        string execution = (await host.PostAsync("/api/v1/workflows/w/execute", """{"input_data":"hello"}""")).Ok().GetProperty("execution_id").GetString()!;
        JsonElement result = (await host.EndOfAsync(execution)).GetProperty("result");
        Assert.Equal(["HELLO!", "HELLO!", "mine"], ((string[])["ta", "tb", "tc"]).Select(task => result.GetProperty(task).GetString()));
        Assert.Equal(7, result.GetProperty("td").GetProperty("input_bytes").GetInt32());
        (await host.PostAsync("/api/v1/workflows", Definitions.One("x", "shot").Replace("\"hash\"", "\"y\"", StringComparison.Ordinal))).IsProblem(400, "Did you mean 'shout'?");
    }

    [Theory]
    [InlineData("(mine)", "parenthesis")]
    [InlineData("twice", "'twice' in the table already")]
    public async Task Activity_that_cannot_be_added_is_named(string name, string fragment)
    {
        UserError error = await Assert.ThrowsAsync<UserError>(() => ServedHost.StartAsync(options => options with
        {
            AddActivities = activities =>
            {
                activities.Add("twice", static (_, _) => default);
                activities.Add(name, static (_, _) => default);
            },
        }));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_of_a_user_takes_the_command_line_of_serve()
    {
        int calls = 0;
        using var output = new StreamWriter(new MemoryStream());
        var error = new StringWriter();
        Assert.Equal(ExitCode.BadInput, Engine.Host.Program.Run(["serve", "--data", ""], output, error, _ => calls++));
        Assert.Contains("--data", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, calls);
        Assert.Equal(ExitCode.BadInput, Engine.Host.Program.Run(["serve", "--data", "none", "--urls", "http://0.0.0.0:0"], output, error, _ => calls++));
        Assert.Equal(0, calls);
        Assert.Equal(ExitCode.BadInput, Engine.Host.Program.Run(["serve", "--data", "none", "--urls", "http://127.0.0.1:0"], output, error, activities =>
        {
            calls++;
            activities.Add(new Texts("x"));
            activities.Add(new Texts("x"));
        }));
        Assert.Contains("activities: ", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, calls);
    }
}
