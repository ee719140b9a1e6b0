namespace Engine.Internal;

internal enum DraftConditionKind : byte
{
    When,
    Unless,
    Case,
    Default,
}

/// <summary>A condition of a step: over a bool here, over an enum in the derived class.</summary>
internal class ConditionDraft(DraftConditionKind kind, Slot choice)
{
    public DraftConditionKind Kind { get; } = kind;

    /// <summary>The value that decides.</summary>
    public Slot Choice { get; } = choice;

    /// <summary>The attribute that says the same.</summary>
    public string Title => Kind.ToString();

    /// <summary>How many values the step that decides may have: false and true; for an enum its members and one for all others.</summary>
    public virtual int DomainSize => 2;

    /// <summary>Which of them let the step run, one bit each.</summary>
    public virtual ulong[] Allowed() => [Kind == DraftConditionKind.When ? 2UL : 1UL];

    /// <summary>What asks the cells of a run.</summary>
    public virtual RunCondition Bind(int cell) => new BoolCondition(cell, Kind == DraftConditionKind.When);

    /// <summary>How a picture labels the edge.</summary>
    public virtual string Label => Kind == DraftConditionKind.When ? "when" : "unless";
}

/// <summary>A condition over an enum step whose kind of value the checks do not know.</summary>
internal abstract class EnumConditionDraft(DraftConditionKind kind, Slot choice) : ConditionDraft(kind, choice)
{
    public abstract Type EnumType { get; }

    /// <summary>The names of the declared values.</summary>
    public abstract IReadOnlyList<string> Members { get; }

    /// <summary>Positions of the values that it names; -1 for a value that the enum does not declare.</summary>
    public List<int> Positions { get; } = [];

    /// <summary>Takes in the values of another case over the same step.</summary>
    public abstract void Merge(EnumConditionDraft other);

    /// <summary>For a default: what the cases over the same step name.</summary>
    public abstract void Exclude(IEnumerable<EnumConditionDraft> cases);

    /// <summary>A value that it names, as text.</summary>
    public abstract string ValueText(int index);
}

/// <summary>A condition over an enum step.</summary>
internal sealed class EnumConditionDraft<TEnum> : EnumConditionDraft
    where TEnum : struct, Enum
{
    // Of several members with one value the first.
    private static readonly TEnum[] Declared = [.. Enum.GetValues<TEnum>().Distinct()];

    private readonly List<TEnum> _values = [];

    public EnumConditionDraft(DraftConditionKind kind, Slot choice, ReadOnlySpan<TEnum> values)
        : base(kind, choice)
    {
        foreach (TEnum value in values)
        {
            _values.Add(value);
            Positions.Add(Array.IndexOf(Declared, value));
        }
    }

    public override Type EnumType => typeof(TEnum);

    public override IReadOnlyList<string> Members => [.. Declared.Select(static value => value.ToString())];

    public override int DomainSize => Declared.Length + 1;

    public override ulong[] Allowed()
    {
        ulong[] allowed = new ulong[(DomainSize + 63) / 64];
        for (int position = 0; position < DomainSize; position++)
        {
            if (Positions.Contains(position) == (Kind == DraftConditionKind.Case))
            {
                allowed[position / 64] |= 1UL << (position % 64);
            }
        }

        return allowed;
    }

    public override void Merge(EnumConditionDraft other)
    {
        _values.AddRange(((EnumConditionDraft<TEnum>)other)._values);
        Positions.AddRange(other.Positions);
    }

    public override void Exclude(IEnumerable<EnumConditionDraft> cases)
    {
        foreach (EnumConditionDraft branch in cases)
        {
            Merge(branch);
        }
    }

    public override string ValueText(int index) => _values[index].ToString();

    public override RunCondition Bind(int cell) => new EnumCondition<TEnum>(cell, [.. _values.Distinct()], Kind == DraftConditionKind.Default);

    public override string Label => Kind == DraftConditionKind.Default ? "default" : $"case {string.Join(" or ", _values)}";
}
