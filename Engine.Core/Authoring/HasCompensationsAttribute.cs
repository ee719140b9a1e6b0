using System.ComponentModel;

namespace Engine;

/// <summary>
/// Generated code puts it on a workflow that undoes steps: where another assembly runs it as one step, that is known to lose
/// its compensations once it has completed.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HasCompensationsAttribute : Attribute;
