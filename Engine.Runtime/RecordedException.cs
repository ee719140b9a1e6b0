namespace Engine.Runtime;

/// <summary>An exception that a step threw in a process that is no more: what the journal kept of it.</summary>
public sealed class RecordedException : Exception
{
    internal RecordedException(string typeName, string message)
        : base(message) => TypeName = typeName;

    /// <summary>The full name of the original exception's type.</summary>
    public string TypeName { get; }
}
