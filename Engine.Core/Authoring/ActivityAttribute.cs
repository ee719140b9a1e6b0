namespace Engine;

/// <summary>
/// Makes a method of a partial class an activity: a body known by name, for workflows that arrive at run time as graphs of tasks. The class becomes an
/// <c>Engine.Runtime.IActivities</c>, and <c>ActivityTable.Add</c> takes all of its activities at once.
/// </summary>
/// <remarks>
/// The method returns <c>ReadOnlyMemory&lt;byte&gt;</c>, <c>byte[]</c> or nothing, at once or in a <c>ValueTask</c>, and takes an <c>ActivityCall</c> and a
/// <see cref="CancellationToken"/> where it asks for them. Any number of calls may be under way at once, on the same instance.
/// </remarks>
/// <example><code>
/// public sealed partial class Texts(IStore store)
/// {
///     [Activity("load")] public ValueTask&lt;ReadOnlyMemory&lt;byte&gt;&gt; Load(ActivityCall call, CancellationToken token) => store.LoadAsync(call.Input, token);
///     [Activity("upper")] public static byte[] Upper(ActivityCall call) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(call.ResultOf(0).Span).ToUpperInvariant());
/// }
/// </code></example>
/// <param name="name">Its name, unique in a table, 1 to 256 characters.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ActivityAttribute(string name) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;
}
