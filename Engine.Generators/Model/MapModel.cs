namespace Engine.Generators.Model;

/// <summary>How a mapped step is called.</summary>
/// <param name="Source">The method of the step that makes the elements.</param>
/// <param name="Max">How many elements there may be.</param>
/// <param name="ElementValue">The type of one call's value, fully qualified; null for none.</param>
/// <param name="Name">The struct that holds what the calls take.</param>
/// <param name="Struct">The same, fully qualified.</param>
/// <param name="Access">Of the struct.</param>
internal sealed record MapModel(string Source, int Max, string? ElementValue, string Name, string Struct, string Access);
