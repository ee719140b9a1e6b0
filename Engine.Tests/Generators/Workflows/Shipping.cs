namespace Engine.Tests.Generators.Workflows;

public enum Carrier
{
    Post,
    Courier,
    Freight,
    Pickup,
}

/// <summary>A switch over an enum step, values that may be missing, and conditions on steps that may be skipped.</summary>
[Workflow<int, string>]
public partial record Shipping
{
    [Step]
    public static Carrier Choose(int input) => (Carrier)(input & 3);

    [Step, Case(nameof(Choose), Carrier.Post)]
    public static int Stamp(int input) => input * 2;

    [Step, Case(nameof(Choose), Carrier.Courier, Carrier.Freight)]
    public static bool IsFragile(int input) => input > 9;

    [Step, Default(nameof(Choose))]
    public static string? Shelf(int input) => input > 7 ? "A" : null;

    // Skipped with IsFragile, and also where it said true.
    [Step, Unless(nameof(IsFragile))]
    public static string Wrap(int input) => $"wrap {input}";

    // Takes the plain value of a step that may be skipped: skipped with it.
    [Step]
    public static string Label(int stamp) => $"label {stamp}";

    [Step, When(nameof(IsFragile)), Case(nameof(Choose), Carrier.Freight)]
    public static object Crate(string? suffix, [From(nameof(Choose))] Carrier by) => $"crate by {by}{suffix}";

    [Step]
    public static string? Suffix(int input) => input % 5 == 0 ? "!" : null;

    [Step, Output]
    public static string Ship(in Maybe<string> wrap, Maybe<string> label, Maybe<object> crate, Maybe<bool> isFragile, Maybe<string?> shelf, Maybe<int> stamp) =>
        string.Join(", ", wrap, label, crate, isFragile, shelf, stamp);
}
