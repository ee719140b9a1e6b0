using Engine.Tests.Generators.Workflows;

namespace Engine.Tests.Generators;

/// <summary>Workflows within workflows whose steps join the plan.</summary>
public class SubWorkflowTests
{
    [Theory]
    [InlineData(2, false, "160 + none")]
    [InlineData(2, true, "184 + none")]
    [InlineData(3, true, "276 + 63")]
    [InlineData(8, true, "731 + 163")]
    public async Task Inlined_children_compute_what_they_would_alone(int nights, bool withMeals, string expected)
    {
        var workflow = NewNested();
        var stay = new Stay(nights, withMeals, []);

        Assert.Equal(expected, workflow.Run(stay));
        Assert.Equal(expected, workflow.Run(stay, default(NoObserver)));
        Assert.Equal(expected, await workflow.RunAsync(stay));
        Assert.Equal(expected, await workflow.RunAsync(stay, new RunOptions { Seed = 1 }));
        Assert.Equal(workflow.Bill(stay), new PriceStay(new PriceMeals(4)).Run(stay));
    }

    [Fact]
    public void Steps_of_children_have_names_states_and_instances_of_their_own()
    {
        var history = new RunHistory();
        var meals = new PriceMeals(4);
        var workflow = new Nested(new PriceStay(meals));

        Assert.Equal("276 + 63", workflow.Run(new Stay(3, WithMeals: true, []), new RecordingObserver(history)));

        Assert.Equal(
            ["Checked", "IsParty", "Bill.HasMeals", "Bill.Room.Nights", "Bill.Food.Counted", "Bill.Food.IsLong", "Bill.Food.Greet", "Bill.Food.Meals", "Bill.Sum",
                "Party.Counted", "Party.IsLong", "Party.Greet", "Party.Meals", "Done", "Text"],
            history.Events.Where(static e => e.Kind == RunHistoryEventKind.StepStarted).Select(static e => e.StepName));
        Assert.Equal(1, meals.Greetings);
        Assert.Equal(1, workflow.PartyMeals.Greetings);
        Assert.Equal(17, Enum.GetValues<Nested.Steps>().Length);
    }

    [Fact]
    public void Skipped_child_skips_all_its_steps()
    {
        var workflow = NewNested();
        var stay = new Stay(2, WithMeals: false, []);

        workflow.Run(stay);

        Assert.Equal(["checked", "room", "done"], stay.Calls);
        Assert.Equal(0, workflow.PartyMeals.Greetings);
    }

    [Fact]
    public void Steps_after_a_child_wait_for_all_its_steps()
    {
        var stay = new Stay(3, WithMeals: true, []);
        NewNested().Run(stay);

        Assert.Equal(["checked", "room", "counted", "meals", "counted", "meals", "done"], stay.Calls);
    }

    [Theory]
    [InlineData("done", "cancel 63, cancel 36")]
    [InlineData("room", "")]
    public async Task Compensations_of_children_join_those_of_the_parent(string fails, string undone)
    {
        foreach (bool isAsynchronous in (bool[])[false, true])
        {
            var stay = new Stay(3, WithMeals: true, []) { Fails = fails };
            Exception failure = isAsynchronous
                ? await Assert.ThrowsAsync<InvalidOperationException>(() => NewNested().RunAsync(stay).AsTask())
                : Assert.Throws<InvalidOperationException>(() => NewNested().Run(stay));

            Assert.Equal(fails, failure.Message);
            Assert.Equal(undone, string.Join(", ", stay.Calls.Where(static call => call.StartsWith("cancel", StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void Run_with_inlined_children_allocates_nothing()
    {
        var workflow = new PriceGarden(new PriceTrees());
        Assert.Equal(11 + 24 + 25, workflow.Run(12));
        Assert.Equal(0, Allocations.Of(() => workflow.Run(12)));
    }

    private static Nested NewNested() => new(new PriceStay(new PriceMeals(4)));
}

[Workflow<int, int>]
internal sealed partial class PriceTrees
{
    [Step]
    public static int Twice(int input) => input * 2;

    [Step, Output]
    public static int More(int twice) => twice + 1;
}

[Workflow<int, int>]
internal sealed partial class PriceGarden(PriceTrees trees)
{
    [Step]
    public static int Less(int input) => input - 1;

    [SubWorkflow<PriceTrees>]
    public partial int First(int less);

    [SubWorkflow<PriceTrees>]
    public partial int Second(int input);

    [Step, Output]
    public static int Sum(int less, int first, int second) => less + first - 23 + second + 24;

    public PriceTrees Trees => trees;
}
