using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>What must hold after each crash, and at the end.</summary>
internal sealed partial class ShardSimulation
{
    /// <summary>What a new process found, before it does anything.</summary>
    private void CheckFound()
    {
        foreach (EndedRun run in _ended)
        {
            if (!_shard!.TryFind(new RunId(run.Id), out int slot))
            {
                // Forgotten, because so many have ended since.
                int since = _ends.Count(end => end.EndedMs >= run.EndedMs) - 1;
                Assert.True(since >= MostEnded, $"The run of input {run.Input} had ended, is gone, and only {since} have ended since.");
                continue;
            }

            ref RunInfo info = ref _shard.InfoOf(slot);
            Assert.Equal(RunPhase.Ended, info.Phase);
            Assert.Equal(run.Status, info.Status);
            Assert.Equal(run.Output, run.Status == RunStatus.Completed ? _table!.OutputOf(slot) : 0);
        }

        foreach ((ulong id, long input) in _open)
        {
            Assert.True(_shard!.TryFind(new RunId(id), out int slot), $"The run of input {input} was acknowledged and is gone.");
            CheckSteps(slot, input);
        }

        foreach (long input in _asked)
        {
            if (_table!.TryFind($"run-{input}", out int slot))
            {
                CheckSteps(slot, input);
            }
        }
    }

    private void CheckSteps(int slot, long input)
    {
        for (int step = 0; step < Plan.StepCount; step++)
        {
            StepStatus status = _table!.StatusOf(slot, step);
            if (status is StepStatus.Completed && Plan.Recordings[step] != StepRecording.Pure)
            {
                Bodies.CloseStep(input, step);
            }

            if (Bodies.CountOf(input, step) > 0 && (Plan.Traits[step] & StepTraits.Asynchronous) != 0)
            {
                foreach (int before in Plan.Predecessors[step])
                {
                    Assert.True(
                        Plan.Recordings[before] == StepRecording.Pure || _table.StatusOf(slot, before) is StepStatus.Completed or StepStatus.Skipped,
                        $"Step {step} of run {input} was called, and the outcome of step {before} was not on the disk.");
                }
            }
        }
    }

    /// <summary>A run ended as the plan says for its input.</summary>
    private void Judge(EndedRun run, int slot)
    {
        if (_cancelled.Contains(run.Id) && run.Status != RunStatus.Completed)
        {
            Assert.Contains(run.Status, (RunStatus[])[RunStatus.Cancelled, RunStatus.Compensated, RunStatus.Failed]);
        }
        else if (Plan.AnyFails(run.Input))
        {
            Assert.Contains(run.Status, (RunStatus[])[RunStatus.Failed, RunStatus.Compensated]);
        }
        else if (_settings.HasShortJournal && _shard!.InfoOf(slot).Exception?.Message.Contains("has no place in the journal", StringComparison.Ordinal) == true)
        {
            Counts.Overgrown++;
            Assert.Contains(run.Status, (RunStatus[])[RunStatus.Failed, RunStatus.Compensated]);
        }
        else
        {
            Assert.True(run.Status == RunStatus.Completed, $"Run {run.Input} ended {run.Status}: {_shard!.InfoOf(slot).Exception?.Message} {DescribeJournal()}");
            Assert.True(Plan.OutputOf(run.Input) == run.Output, $"Run {run.Input} gave {run.Output} in place of {Plan.OutputOf(run.Input)}: {Values(slot, run.Input)}");
        }

        CheckHistory(slot);
        for (int step = 0; step < Plan.StepCount; step++)
        {
            if (Plan.CompensationOf[step] >= 0)
            {
                bool isUndone = Bodies.UndoneSteps.Contains((run.Input, step));
                Assert.Equal(run.Status != RunStatus.Completed && _table!.StatusOf(slot, step) == StepStatus.Completed, isUndone);
            }
        }
    }

    /// <summary>The past of a run is told from its start to its end, in order, and a step completes once.</summary>
    private void CheckHistory(int slot)
    {
        HostedRunHistory history = RunDescription.History(_shard!, slot);
        Assert.Equal((HostedRunEventKind.Started, HostedRunEventKind.Ended), (history.Events[0].Kind, history.Events[^1].Kind));
        Assert.True(history.Events.Zip(history.Events.Skip(1)).All(static pair => pair.First.At <= pair.Second.At), history.ToString());
        HashSet<string> completed = [];
        Assert.All(
            history.Events.Where(static one => one.Kind == HostedRunEventKind.StepEnded && one.StepStatus is StepStatus.Completed or StepStatus.Skipped),
            one => Assert.True(completed.Add(one.Step!), history.ToString()));
        Assert.All(
            Enumerable.Range(0, Plan.StepCount).Where(step => _table!.StatusOf(slot, step) is StepStatus.Completed or StepStatus.Skipped),
            step => Assert.True(completed.Contains($"step{step}"), history.ToString()));
    }

    private string Values(int slot, long input)
    {
        var slab = (RunSlab<SimulatedState>)_shard!.SlabOf(slot);
        long[] values = slab.States[RunSlab.LaneOf(slot)].Values;
        return string.Join(", ", Enumerable.Range(0, Plan.StepCount).Select(step =>
            $"{step} after {string.Join('+', Plan.Predecessors[step])} {Plan.Recordings[step]} {_table!.StatusOf(slot, step)} {values[step] % 10000} of {Plan.ValuesOf(input)[step] % 10000} called {Bodies.CountOf(input, step)}"));
    }

    private string DescribeJournal() =>
        $"room {_shard!.Room}, {_shard.NeededBytes} + {_shard.WorkflowBytes} bytes needed, {_journal!.FreeBytes} of {_journal.MaxBytes} free, written {_journal.Durable} of {_journal.Appended}, released {_journal.IsReleased}, has room {_journal.HasRoom}, {_shard.RunCount} runs, {_shard.EndedCount} ended";

    private string Describe() => string.Join("; ", _open.Take(3).Select(pair =>
    {
        if (!_shard!.TryFind(new RunId(pair.Key), out int slot))
        {
            return $"run {pair.Value} is gone";
        }

        ref RunInfo info = ref _shard.InfoOf(slot);
        return $"run {pair.Value} is {info.Phase}, {info.Left} steps left, {info.UnderWay} under way ({info.Attempts?.Phase} of {info.Attempts?.Index})";
    }));
}
