namespace Engine.Tests.Runtime.Simulation;

/// <summary>The world outside: what step bodies have done to it survives every crash of the process, and what they wait for ends when the seed says so.</summary>
internal sealed class SimulatedBodies(Random random)
{
    private readonly Dictionary<(long Input, int Index), int> _calls = [];
    private readonly HashSet<(long Input, int Index)> _closed = [];
    private readonly HashSet<(long Input, int Index)> _completedHere = [];
    private readonly HashSet<(long Input, int Index)> _undoneHere = [];
    private readonly List<Action> _pending = [];

    /// <summary>Calls of bodies so far.</summary>
    public long CallCount { get; private set; }

    public int PendingCount => _pending.Count;

    public HashSet<(long Input, int Index)> CompletedSteps { get; } = [];

    public HashSet<(long Input, int Index)> UndoneSteps { get; } = [];

    /// <summary>Calls that must not have been.</summary>
    public List<string> Violations { get; } = [];

    public bool StaysPending() => random.Next(3) != 0;

    public void Called(long input, int index)
    {
        CallCount++;
        _calls[(input, index)] = CountOf(input, index) + 1;
        if (_closed.Contains((input, index)))
        {
            Violations.Add($"Step {index} of run {input} was called again after its outcome had been recorded.");
        }

        if (_completedHere.Contains((input, index)))
        {
            Violations.Add($"Step {index} of run {input} was called again in the process in which it had completed.");
        }
    }

    public int CountOf(long input, int index) => _calls.GetValueOrDefault((input, index));

    public void Completed(long input, int index)
    {
        CompletedSteps.Add((input, index));
        _completedHere.Add((input, index));
    }

    public void Undone(long input, int index)
    {
        UndoneSteps.Add((input, index));
        if (!_undoneHere.Add((input, index)))
        {
            Violations.Add($"Step {index} of run {input} was undone twice in one process.");
        }
    }

    public void Pend(Action continuation) => _pending.Add(continuation);

    /// <summary>From here on a call of the step is a violation: its outcome was found in the journal.</summary>
    public void CloseStep(long input, int index) => _closed.Add((input, index));

    /// <summary>One of the bodies that wait ends.</summary>
    public void EndOne()
    {
        if (_pending.Count > 0)
        {
            int index = random.Next(_pending.Count);
            Action continuation = _pending[index];
            _pending.RemoveAt(index);
            continuation();
        }
    }

    /// <summary>The process is gone, and with it all that waited.</summary>
    public void Crash()
    {
        _pending.Clear();
        _completedHere.Clear();
        _undoneHere.Clear();
    }
}
