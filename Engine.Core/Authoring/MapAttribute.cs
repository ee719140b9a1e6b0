namespace Engine;

/// <summary>
/// Calls a step once for each element that another step has made: an array or a <see cref="ReadOnlyMemory{T}"/>, or the results
/// of another mapped step. The element comes in the parameter named after that step; all other parameters are the same for each
/// call. Results keep the order of the elements. A synchronous consumer takes them as <see cref="ReadOnlySpan{T}"/>, any other as
/// <see cref="ReadOnlyMemory{T}"/>, which is valid until the run ends.
/// <code>
/// [Step] public static Line[] Lines(in Order order) => order.Lines;
/// [Step, Map(nameof(Lines))] public static decimal Price(in Line lines) => lines.Count * lines.Each;
/// [Step] public static decimal Sum(ReadOnlySpan&lt;decimal&gt; price) => ...
/// </code>
/// <para>
/// <see cref="RetryAttribute"/> and <see cref="TimeoutAttribute"/> hold for each call. Of several elements that fail the one with the
/// lowest index is the failure of the step. An asynchronous step is started for all elements at once, or as many as
/// <see cref="RunOptions.Degree"/> allows; after a failure no further one is started, and those under way see the token.
/// </para>
/// </summary>
/// <param name="many">The method of the step that makes the elements: <c>nameof(Method)</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class MapAttribute(string many) : Attribute
{
    /// <summary>The method of the step that makes the elements.</summary>
    public string Many { get; } = many;

    /// <summary>How many elements there may be, 1 to 16,777,216; 65,536 unless set. With more the step fails.</summary>
    public int Max { get; set; }
}
