using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine;

/// <summary>
/// The values of a step that takes more of them than a delegate has parameters. Valid until the step has ended: the memory
/// belongs to the run.
/// </summary>
/// <example><code>
/// Slot&lt;int&gt; total = flow.Step("Total", [a, b, c, d, e], static (in StepInputs inputs) =>
/// {
///     int sum = 0;
///     for (int i = 0; i &lt; inputs.Count; i++) { sum += inputs.Get&lt;int&gt;(i); }
///     return sum;
/// });
/// </code></example>
public readonly struct StepInputs
{
    private readonly Cell[]? _cells;
    private readonly int[]? _positions;
    private readonly string? _stepName;

    internal StepInputs(Cell[] cells, int[] positions, string stepName)
    {
        _cells = cells;
        _positions = positions;
        _stepName = stepName;
    }

    /// <summary>How many values there are.</summary>
    public int Count => _positions?.Length ?? 0;

    /// <summary>A value by its position in the list that the step was added with. O(1).</summary>
    /// <typeparam name="T">The type of the slot, no other: nothing is converted or boxed.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    /// <exception cref="InvalidCastException">The slot there is of another type.</exception>
    public ref readonly T Get<T>(int position)
    {
        if ((uint)position >= (uint)Count)
        {
            ThrowDynamic.NoInput(_stepName, position, Count);
        }

        Cell cell = _cells![_positions![position]];
        if (cell is not Cell<T>)
        {
            ThrowDynamic.InputOfOtherType(_stepName, position, typeof(T), cell.ValueType);
        }

        return ref Unsafe.As<Cell<T>>(cell).Value;
    }
}
