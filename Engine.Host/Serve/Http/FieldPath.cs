namespace Engine.Host.Serve.Http;

/// <summary>Where a field stands in a request. Becomes a text where something is wrong with it: thousands of tasks are right, and need none.</summary>
/// <param name="name">The field; empty for the whole.</param>
/// <param name="index">Its place in the list of this name; -1 for what is no list.</param>
internal readonly struct FieldPath(string name, int index = -1)
{
    public bool IsEmpty => name.Length == 0;

    public static implicit operator FieldPath(string name) => new(name);

    public override string ToString() => index < 0 ? name : $"{name}[{index}]";
}
