using Engine.Host.Serve.Catalog;

namespace Engine.Tests.Host.Serve;

public class SharedAgentsTests
{
    [Fact]
    public void Agents_that_say_the_same_are_one_object()
    {
        string name = Guid.NewGuid().ToString("N");
        AgentSpec first = SharedAgents.Of(new AgentSpec(name, "echo", ["a", "b"]));
        Assert.Same(first, SharedAgents.Of(new AgentSpec(name, "echo", ["a", "b"])));
    }

    [Fact]
    public void Agents_that_differ_in_anything_stay_apart()
    {
        string name = Guid.NewGuid().ToString("N");
        AgentSpec[] all = [new(name, "echo", ["a", "b"]), new(name, "hash", ["a", "b"]), new(name, "echo", ["a"]), new(name, "echo", ["b", "a"]), new(name, "echo", []), new($"{name}2", "echo", ["a", "b"])];
        for (int round = 0; round < 3; round++)
        {
            Assert.All(all, static agent =>
            {
                AgentSpec shared = SharedAgents.Of(agent);
                Assert.Equal((agent.Name, agent.Type), (shared.Name, shared.Type));
                Assert.Equal(agent.Capabilities, shared.Capabilities);
            });
        }
    }

    [Fact]
    public void Agent_of_many_capabilities_is_not_kept_for_others()
    {
        string[] capabilities = [.. Enumerable.Range(0, 9).Select(static number => $"c{number}")];
        AgentSpec first = new("many", "echo", capabilities), second = new("many", "echo", [.. capabilities]);
        Assert.Same(first, SharedAgents.Of(first));
        Assert.Same(second, SharedAgents.Of(second));
    }

    [Fact]
    public void More_agents_than_there_are_places_are_each_what_they_were()
    {
        string name = Guid.NewGuid().ToString("N");
        for (int number = 0; number < 5_000; number++)
        {
            AgentSpec shared = SharedAgents.Of(new AgentSpec($"{name}{number}", "echo", ["a"]));
            Assert.Equal($"{name}{number}", shared.Name);
        }
    }
}
