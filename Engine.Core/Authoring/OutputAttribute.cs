namespace Engine;

/// <summary>Marks the step whose value the run returns, where several steps have the workflow's output type.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OutputAttribute : Attribute;
