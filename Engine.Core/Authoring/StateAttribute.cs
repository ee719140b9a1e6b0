namespace Engine;

/// <summary>
/// Makes a struct nested in the workflow class a state of each run: <see langword="default"/> at the start, handed to
/// synchronous steps as <c>in</c> (read) or <c>ref</c> (changed). Two unordered steps that touch one state, one of them by
/// <c>ref</c>, do not compile unless they exclude each other. An attempt that fails leaves the state as it found it.
/// </summary>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class StateAttribute : Attribute;
