namespace Engine.Generators.Model;

/// <summary>
/// A step that runs another workflow, as far as the class must be completed for it: the body of its method, and how generated
/// code gets at the other workflow.
/// </summary>
/// <param name="Signature">The method as it must be repeated, up to its parameters; null where a type in it does not exist.</param>
/// <param name="Body">The expression that the method returns; null in a class with errors.</param>
/// <param name="Members">Members that generated code needs: the property that gives the other workflow, the call of it as one step.</param>
internal sealed record SubWorkflowModel(string? Signature, string? Body, EquatableArray<string> Members);

/// <summary>A workflow that runs as one step of another.</summary>
/// <param name="ChildType">Fully qualified.</param>
/// <param name="Fingerprint">That of its plan; 0 where it comes from another assembly.</param>
/// <param name="MaxRounds">How often it runs at most; 0 where it runs once.</param>
/// <param name="Until">The method that says when to stop; null where it runs once.</param>
internal sealed record NestedModel(string ChildType, ulong Fingerprint, int MaxRounds, string? Until);
