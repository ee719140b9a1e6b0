using Engine.Tests.Generators;

namespace Engine.Tests.Guide.FirstWorkflow;

[Workflow<Parcel, Label>]
public sealed partial class ShipParcel
{
    [Step] public static Zone Zone(in Parcel parcel) => new(parcel.Country == "DE" ? 1 : 2);

    [Step] public static Postage Postage(in Parcel parcel, in Zone zone) => new(zone.Number * 4m + parcel.Kilograms * 0.8m);

    [Step] public static Insurance Insurance(in Parcel parcel) => new(parcel.Value * 0.01m);

    [Step] public static Label Label(in Zone zone, in Postage postage, in Insurance insurance) =>
        new($"zone {zone.Number}", postage.Amount + insurance.Amount);
}

public readonly record struct Parcel(string Country, decimal Kilograms, decimal Value);
public readonly record struct Zone(int Number);
public readonly record struct Postage(decimal Amount);
public readonly record struct Insurance(decimal Amount);
public readonly record struct Label(string Text, decimal Price);

/// <summary>docs/guide/first-workflow.md.</summary>
public class FirstWorkflowTests
{
    private static readonly GuidePage Page = GuidePage.Read("first-workflow.md");

    [Fact]
    public void Workflow_of_the_page_gives_the_label_it_says()
    {
        var shipParcel = new ShipParcel();
        Label label = shipParcel.Run(new Parcel("FR", Kilograms: 5m, Value: 300m));
        // label.Text == "zone 2", label.Price == 15m
        Assert.Equal(new Label("zone 2", 15m), label);
    }

    [Fact]
    public void Picture_is_the_one_on_the_page()
    {
        var shipParcel = new ShipParcel();
        string picture = ((IWorkflow)shipParcel).WorkflowPicture;
        Page.AssertBlock("mermaid", 1, picture);
    }

    [Fact]
    public void Slip_is_answered_as_the_page_says()
    {
        const string right = """
                [Step] public static Postage Postage(in Parcel parcel, in Zone zone) => new(zone.Number * 4m + parcel.Kilograms * 0.8m);
            """;
        const string wrong = """
                [Step] public static Postage Postage(in Parcel parcel, in Zone zoen) => new(zoen.Number * 4m + parcel.Kilograms * 0.8m);
            """;
        Page.AssertAnswer(1, DiagnosticProgram.Compile(("ShipParcel.cs", GuidePage.Replace(Page.Code(1), right, wrong))));
    }
}
