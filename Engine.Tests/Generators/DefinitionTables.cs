namespace Engine.Tests.Generators;

/// <summary>The tables of a definition, copied out of its spans.</summary>
internal sealed record DefinitionTables(string Name, ulong Fingerprint, int[] Offsets, int[] Successors, int[] PredecessorCounts, StepTraits[] Traits, string[] StepNames)
{
    public static DefinitionTables Of<TDefinition, TState>(TDefinition definition)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct => new(
            definition.Name,
            definition.Fingerprint,
            [.. definition.SuccessorOffsets],
            [.. definition.Successors],
            [.. definition.PredecessorCounts],
            [.. definition.Traits],
            [.. Enumerable.Range(0, definition.StepCount + definition.CompensationCount).Select(index => definition.StepName(index))]);

    /// <summary>The same of a workflow whose type is known at run time only.</summary>
    public static DefinitionTables Of(object workflow)
    {
        Type type = workflow.GetType();
        Type definition = type.GetNestedType("Definition", System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)!;
        Type state = type.GetNestedType("State", System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)!;
        return (DefinitionTables)typeof(DefinitionTables).GetMethods()
            .Single(static method => method is { Name: nameof(Of), IsGenericMethodDefinition: true })
            .MakeGenericMethod(definition, state)
            .Invoke(null, [Activator.CreateInstance(definition, workflow)])!;
    }
}
