using Engine.Internal;

namespace Engine.Tests.Execution;

/// <summary>When a run on one thread looks at the clock, and what it makes of it.</summary>
public class BacklogClockTests
{
    private const int Steps = 100_000;

    [Fact]
    public void Watched_run_is_looked_at_after_powers_of_two_and_then_every_256_steps()
    {
        var clock = new BacklogClock(Costs(), 2, RunStart.Watched);
        var looks = new List<int>();
        for (int ended = 0; ended <= 1_100; ended++)
        {
            if (ended == clock.NextLook)
            {
                looks.Add(ended);
                clock.HelpPays(ended, Steps);
            }
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 768, 1_024], looks);
        Assert.Equal(looks, Enumerable.Range(0, 1_101).Where(BacklogClock.MayLook));
    }

    [Fact]
    public void Watched_run_asks_for_help_after_one_long_step()
    {
        var clock = new BacklogClock(Costs(), 2, RunStart.Watched);
        Wait(TimeSpan.FromMilliseconds(1));
        Assert.True(clock.HelpPays(1, 16));
    }

    [Fact]
    public void Run_that_begins_alone_is_watched_once_the_coarse_clock_has_moved_on()
    {
        var clock = new BacklogClock(Costs(), 2, RunStart.Alone);
        Assert.Equal(256, clock.NextLook);
        long began = Environment.TickCount64;
        while (Environment.TickCount64 < began + 2)
        {
            Thread.SpinWait(10);
        }

        // How long the steps before took nobody knows: they are what the clock was not asked for.
        Assert.False(clock.HelpPays(256, Steps));
        Assert.Equal(512, clock.NextLook);
        Wait(TimeSpan.FromMilliseconds(1));
        Assert.True(clock.HelpPays(512, Steps));
    }

    [Fact]
    public void Run_without_two_steps_at_once_is_never_looked_at()
    {
        ScriptDefinition chain = new Script().Sync("A", _ => 1).Sync("B", _ => 1, ["A"]).Sync("C", _ => 1, ["B"]).Build();
        StepCosts costs = StepCosts.Of<ScriptDefinition, ScriptState>(chain);
        Assert.Equal(RunStart.Inline, costs.Start);
        Assert.Equal(int.MaxValue, new BacklogClock(costs, 2, costs.Start).NextLook);
        Assert.False(costs.Learn(long.MaxValue / 4, 3, 2));
        Assert.Equal(RunStart.Inline, costs.Start);
    }

    private static StepCosts Costs() =>
        StepCosts.Of<ScriptDefinition, ScriptState>(new Script().Sync("A", _ => 1).Sync("B", _ => 1).Build());

    private static void Wait(TimeSpan time)
    {
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(began) < time)
        {
            Thread.SpinWait(10);
        }
    }
}
