using Engine.Tests.Generators.Workflows;

namespace Engine.Tests.Generators;

/// <summary>Steps that are called for each element.</summary>
public class MapTests
{
    [Theory]
    [InlineData(false, "12, 99 100, none")]
    [InlineData(true, "14, 99 100, <5> <9>")]
    public async Task Results_keep_the_order_of_the_elements(bool isGift, string expected)
    {
        var workflow = new Basket(4);
        var purchase = new Purchase([new("a", 1), new("b", 2)]) { IsGift = isGift };

        Assert.Equal(expected, workflow.Run(purchase));
        Assert.Equal(["pack a", "pack b"], purchase.Calls);
        Assert.Equal(expected, workflow.Run(purchase, default(NoObserver)));
        Assert.Equal(expected, await workflow.RunAsync(purchase));
        using var source = new CancellationTokenSource();
        Assert.Equal(expected, await workflow.RunAsync(purchase, source.Token));
        Assert.Equal("0, , none", workflow.Run(new Purchase([])));
    }

    [Fact]
    public void First_failing_element_is_the_failure_and_ends_the_calls()
    {
        var purchase = new Purchase([new("a", 1), new("b", -2), new("c", -3)]);

        Assert.Equal("b", Assert.Throws<ArgumentOutOfRangeException>(() => new Basket(4).Run(purchase)).ParamName);
        Assert.Empty(purchase.Calls);
    }

    [Fact]
    public void More_elements_than_Max_fail_with_the_limit()
    {
        var purchase = new Purchase([new("123456789", 1)]);

        Assert.Equal(
            "Step 'Code' of workflow 'Basket' got 9 elements and takes at most 8. Raise Max in its [Map], or hand over fewer.",
            Assert.Throws<InvalidOperationException>(() => new Basket(4).Run(purchase)).Message);
    }

    [Fact]
    public void Missing_array_fails_with_its_step()
    {
        Assert.Equal("Items", Assert.Throws<ArgumentNullException>(() => new Basket(4).Run(new Purchase(null!))).ParamName);
    }

    [Fact]
    public void Synchronous_maps_allocate_nothing()
    {
        var workflow = new Squares();
        int[] input = [.. Enumerable.Range(0, 1000)];

        Assert.Equal(332_833_500 + 1000, workflow.Run(input));
        Assert.Equal(0, Allocations.Of(() => workflow.Run(input)));
        Assert.Equal(0, Allocations.Of(() => workflow.Run(input, default(NoObserver))));
        Assert.Equal(0, Allocations.Of(() => workflow.RunAsync(input).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task Mapped_steps_of_a_child_join_the_plan()
    {
        var workflow = new SquaresTwice();

        Assert.Equal(2 * (1 + 4 + 3 - 1), workflow.Run([1, 2]) + 2);
        Assert.Equal(12, await workflow.RunAsync([1, 2]));
        Assert.Contains("First_Square", Enum.GetNames<SquaresTwice.Steps>());
    }
}

[Workflow<int[], int>]
internal sealed partial class Squares
{
    [Step]
    public static int[] All(int[] input) => input;

    [Step, Map(nameof(All)), Retry(1)]
    public static int Square(int all) => all * all;

    [Step, Map(nameof(Square))]
    public static int More(int square) => square + 1;

    [Step]
    public static int Sum(ReadOnlySpan<int> more)
    {
        int sum = 0;
        foreach (int one in more)
        {
            sum += one;
        }

        return sum;
    }
}

[Workflow<int[], int>]
internal sealed partial class SquaresTwice
{
    [SubWorkflow<Squares>]
    public partial int First(int[] input);

    [SubWorkflow<Squares>]
    public partial int Second(int[] input);

    [Step, Output]
    public static int Both(int first, int second) => first + second - 2;
}
