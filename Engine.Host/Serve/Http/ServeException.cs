namespace Engine.Host.Serve.Http;

/// <summary>A request that cannot be answered as it is. Becomes a problem document.</summary>
/// <param name="status">The HTTP status, 400 or more.</param>
/// <param name="detail">What is wrong, and how to mend it.</param>
internal sealed class ServeException(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>The field that it is about, as a path such as `tasks[3].depends_on`.</summary>
    public string? Field { get; init; }

    /// <summary>The byte of the body that it is about; -1 for none.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>The event of a batch that it is about; -1 for none.</summary>
    public int EventIndex { get; init; } = -1;

    /// <summary>The tasks that it is about: of a cycle, in its order.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Seconds after which it may be tried again; 0 for not said.</summary>
    public int RetryAfterSeconds { get; init; }

    public static ServeException BadField(string field, string detail) => new(400, $"{field}: {detail}") { Field = field };
}
