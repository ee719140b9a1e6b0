namespace Engine.Runtime;

/// <summary>A journal cannot be opened, read or written. The message names the file and what to do.</summary>
public sealed class JournalException : IOException
{
    /// <summary>An exception with its reason.</summary>
    public JournalException(JournalFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public JournalFault Fault { get; }
}
