using Engine;

// One step, no namespace, and a type of the name that everything in generated code starts with.
[Workflow<string, int>]
internal sealed partial class BareWorkflow
{
    private sealed class System;

    [Step]
    public static int Length(string input) => input.Length;
}
