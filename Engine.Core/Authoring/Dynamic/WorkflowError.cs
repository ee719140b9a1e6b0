namespace Engine;

/// <summary>One thing that is wrong with a workflow built at run time.</summary>
/// <param name="Id">The id of the compiler's diagnostic that says the same of an annotated class, "ENG015" for example; its page is in docs/diagnostics.</param>
/// <param name="Message">What is wrong, which step has it, and the mend.</param>
public sealed record WorkflowError(string Id, string Message)
{
    /// <summary>As the compiler prints it: id, then message.</summary>
    public override string ToString() => $"{Id}: {Message}";
}
