using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>Asks a value of a run whether a step may run; the step that made it has run.</summary>
internal abstract class RunCondition(int cell)
{
    protected int CellIndex { get; } = cell;

    public abstract bool Holds(Cell[] cells);
}

internal sealed class BoolCondition(int cell, bool expected) : RunCondition(cell)
{
    // SAFETY: conditions take a Slot<bool>, whose cell is a Cell<bool>.
    public override bool Holds(Cell[] cells) => Unsafe.As<Cell<bool>>(cells[CellIndex]).Value == expected;
}

/// <summary>Cases, or with <paramref name="isDefault"/> what they leave.</summary>
internal sealed class EnumCondition<TEnum>(int cell, TEnum[] values, bool isDefault) : RunCondition(cell)
    where TEnum : struct, Enum
{
    public override bool Holds(Cell[] cells)
    {
        // SAFETY: cases take a Slot<TEnum>, whose cell is a Cell<TEnum>.
        TEnum value = Unsafe.As<Cell<TEnum>>(cells[CellIndex]).Value;
        foreach (TEnum named in values)
        {
            if (EqualityComparer<TEnum>.Default.Equals(named, value))
            {
                return !isDefault;
            }
        }

        return isDefault;
    }
}

/// <summary>When a step runs: all of some steps have, and all of some conditions hold.</summary>
internal sealed class RunGuard(int[] mustHaveRun, RunCondition[] conditions)
{
    public bool Holds(Cell[] cells)
    {
        foreach (int cell in mustHaveRun)
        {
            if (!cells[cell].HasRun)
            {
                return false;
            }
        }

        foreach (RunCondition condition in conditions)
        {
            if (!condition.Holds(cells))
            {
                return false;
            }
        }

        return true;
    }
}
