using System.Collections.Immutable;

namespace Engine.Tests.Execution.Dynamic;

/// <summary>Whether a body returns its value or a task of it.</summary>
internal enum BodyKind : byte
{
    Synchronous,
    Asynchronous,
}

/// <summary>What a body returns. Every value is a 64-bit integer; a bool is 0 or 1, a choice is 0, 1 or 2 and stands for an enum.</summary>
internal enum ValueKind : byte
{
    Nothing,
    Number,
    Bool,
    Choice,
}

/// <summary>The condition attributes: <c>[When]</c>, <c>[Unless]</c>, <c>[Case]</c>, <c>[Default]</c>.</summary>
internal enum GuardKind : byte
{
    When,
    Unless,
    Case,
    Default,
}

/// <summary>A parameter: whose value, and whether it is taken as <c>Maybe&lt;T&gt;</c>.</summary>
internal readonly record struct StepInput(int Producer, bool IsMaybe = false);

/// <summary>A condition over a bool or choice step; the value is that of a <c>[Case]</c>.</summary>
internal readonly record struct StepGuard(int Producer, GuardKind Kind, int Value = 0);

/// <summary>What undoes a step. It takes the step's value.</summary>
internal sealed record DynamicCompensation(BodyKind Body = BodyKind.Synchronous, StepPolicy Policy = default);

/// <summary>One step of a workflow that is made at run time. Producers are positions in the list of steps that it belongs to.</summary>
internal sealed record DynamicStep
{
    /// <summary>Names the step, and stays when others are taken away: its values and the scripts of tests depend on it.</summary>
    public required int Id { get; init; }

    public string? GivenName { get; init; }

    public string Name => GivenName ?? $"S{Id}";

    public string CompensationName => $"Undo{Name}";

    public BodyKind Body { get; init; }

    public ValueKind Value { get; init; } = ValueKind.Number;

    /// <summary>What the body returns, whatever it takes; computed from its inputs where not set.</summary>
    public long? FixedValue { get; init; }

    public ImmutableArray<StepInput> Inputs { get; init; } = [];

    public ImmutableArray<int> After { get; init; } = [];

    public ImmutableArray<StepGuard> Guards { get; init; } = [];

    /// <summary>The <c>[State]</c> cell that the body takes by <c>ref</c>, -1 for none.</summary>
    public int Cell { get; init; } = -1;

    /// <summary>Whether the body takes a <see cref="StepContext"/>; one with a timeout does.</summary>
    public bool TakesContext { get; init; } = true;

    public StepPolicy Policy { get; init; }

    public DynamicCompensation? Compensation { get; init; }

    /// <summary>All steps that come before this one, of whatever kind the edge is; with duplicates.</summary>
    public IEnumerable<int> Producers =>
        Inputs.Select(static input => input.Producer).Concat(Guards.Select(static guard => guard.Producer)).Concat(After);

    /// <summary>The same step in a list where the producers stand elsewhere.</summary>
    public DynamicStep Renumbered(Func<int, int> position) => this with
    {
        Inputs = [.. Inputs.Select(input => input with { Producer = position(input.Producer) })],
        Guards = [.. Guards.Select(guard => guard with { Producer = position(guard.Producer) })],
        After = [.. After.Select(position)],
    };

    /// <summary>What the body computes. A workflow's input counts where the step takes no other.</summary>
    public long Compute(long workflowInput, ReadOnlySpan<Maybe<long>> inputs, long cell)
    {
        if (FixedValue is { } fixedValue)
        {
            return fixedValue;
        }

        ulong hash = Mix((ulong)Id + 1);
        if (inputs.IsEmpty)
        {
            hash = Mix(hash ^ (ulong)workflowInput);
        }

        foreach (Maybe<long> input in inputs)
        {
            hash = Mix(hash ^ (input.HasValue ? (ulong)input.Value + 1 : 0));
        }

        hash = Mix(hash ^ (ulong)cell);
        return Value switch
        {
            ValueKind.Nothing => 0,
            ValueKind.Bool => (long)(hash & 1),
            ValueKind.Choice => (long)(hash % 3),
            _ => (long)(hash >> 40),
        };
    }

    /// <summary>What the body leaves in its cell.</summary>
    public long NextCell(long cell) => (cell * 31) + Id + 1;

    public override string ToString()
    {
        var parts = new List<string>();
        parts.AddRange(Inputs.Select(static input => input.IsMaybe ? $"{input.Producer}?" : $"{input.Producer}"));
        parts.AddRange(Guards.Select(static guard => guard.Kind == GuardKind.Case ? $"case({guard.Producer}={guard.Value})" : $"{guard.Kind.ToString().ToLowerInvariant()}({guard.Producer})"));
        parts.AddRange(After.Select(static producer => $"after({producer})"));
        string policy = Describe(Policy);
        string undo = Compensation is null ? "" : $" undo:{(Compensation.Body == BodyKind.Asynchronous ? "async" : "sync")}{Describe(Compensation.Policy)}";
        return $"{(Body == BodyKind.Asynchronous ? "async " : "")}{Value} {Name}({string.Join(", ", parts)}){(Cell >= 0 ? $" cell{Cell}" : "")}{(TakesContext ? "" : " no-context")}{policy}{undo}";
    }

    private static string Describe(StepPolicy policy) =>
        (policy.Retries == 0 ? "" : $" retry {policy.Retries} delay {policy.DelayMs} {policy.Backoff}{(policy.MaxDelayMs > 0 ? $" max {policy.MaxDelayMs}" : "")}{(policy.Jitter ? " jitter" : "")}{(policy.RetryOn is { } type ? $" on {type.Name}" : "")}")
        + (policy.TimeoutMs == 0 ? "" : $" timeout {policy.TimeoutMs}");

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
