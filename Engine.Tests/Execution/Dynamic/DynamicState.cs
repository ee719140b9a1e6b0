using System.Runtime.CompilerServices;

namespace Engine.Tests.Execution.Dynamic;

/// <summary>The values of one run of a workflow that is made at run time: what a generated <c>State</c> has as fields it has in arrays.</summary>
internal struct DynamicState
{
    public long Input;

    /// <summary>One value for each step, and one that nobody reads for each compensation.</summary>
    public long[] Values;

    /// <summary>Which steps have a value: not skipped, and ended.</summary>
    public bool[] Ran;

    public long[] Cells;

    public ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter[] Pending;
}
