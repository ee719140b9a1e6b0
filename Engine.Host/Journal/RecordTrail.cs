using Engine.Internal;
using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>
/// Follows the records of one shard: what each says, and what has become of workflows and runs by it. Bodies of values are not read, since only a
/// definition can. O(runs that are remembered) of memory.
/// </summary>
internal sealed class RecordTrail
{
    private readonly Dictionary<int, RecordedWorkflow> _workflows = [];
    private readonly Dictionary<ulong, RecordedRun> _runs = [];
    private readonly RunCopies _copies = new();

    /// <summary>The runs that have not been forgotten, by number.</summary>
    public IReadOnlyDictionary<ulong, RecordedRun> Runs => _runs;

    /// <summary>How many starts and images of runs there were. A host that has one has opened all its shards.</summary>
    public long StartCount { get; private set; }

    /// <summary>Whether the last process has said that it ended in order; true for a journal that none has opened.</summary>
    public bool IsClosed { get; private set; } = true;

    /// <summary>Takes in the next record.</summary>
    /// <exception cref="JournalException">It is none that this version writes.</exception>
    public RecordView Take(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        var view = new RecordView(reader.ReadUnmanaged<RecordKind>(), record.Length);
        switch (view.Kind)
        {
            case RecordKind.Opened:
                IsClosed = false;
                return view with { TimeMs = reader.ReadUnmanaged<long>() };
            case RecordKind.Closed:
                IsClosed = true;
                return view;
            case RecordKind.Numbered:
                return view with { Number = reader.ReadUnmanaged<ulong>() };
            case RecordKind.Workflow:
                return TakeWorkflow(view, ref reader);
            case RecordKind.RunStarted or RecordKind.RunImage:
                return TakeNewRun(view with { Run = new RunId(reader.ReadUnmanaged<ulong>()) }, ref reader);
            case RecordKind.RunImageRest:
                view = view with { Run = new RunId(reader.ReadUnmanaged<ulong>()) };
                return view with { Workflow = _runs.TryGetValue(view.Run.Value, out RecordedRun run) ? run.Workflow?.Name : null };
            case RecordKind.RunCopied:
                return TakeCopied(view with { Run = new RunId(reader.ReadUnmanaged<ulong>()) }, ref reader);
            case >= RecordKind.StepEnded and <= RecordKind.RunRetried:
                return TakeOfRun(view with { Run = new RunId(reader.ReadUnmanaged<ulong>()) }, ref reader);
            default:
                throw new JournalException(JournalFault.WrongFormat, $"this version knows no records of kind {(byte)view.Kind}. Read it with the version that wrote it.");
        }
    }

    /// <summary>Takes in a part of what was copied of a run that a process could not go on with; with the last one, all that it says.</summary>
    private RecordView TakeCopied(RecordView view, ref RecordReader reader)
    {
        ulong id = view.Run.Value;
        if (_copies.Take(id, 0, ref reader, out _, out RecordReader records))
        {
            int number = -1;
            RecordedWorkflow? ofNumber = null;
            while (!records.Rest.IsEmpty)
            {
                ReadOnlySpan<byte> record = records.ReadBytes(records.ReadCount());
                var head = new RecordReader(record);
                if (head.ReadUnmanaged<RecordKind>() == RecordKind.Workflow)
                {
                    // What the number means in the copy it means nowhere else.
                    number = head.ReadCount();
                    ofNumber = _workflows.GetValueOrDefault(number);
                }

                Take(record);
            }

            _workflows.Remove(number);
            if (ofNumber is not null)
            {
                _workflows[number] = ofNumber;
            }
        }

        return view with { Workflow = _runs.TryGetValue(id, out RecordedRun run) ? run.Workflow?.Name : null };
    }

    private RecordView TakeWorkflow(RecordView view, ref RecordReader reader)
    {
        int number = reader.ReadCount();
        string name = reader.ReadString() ?? "";
        _ = reader.ReadUnmanaged<ulong>();
        _ = reader.ReadString();
        int stepCount = reader.ReadCount(), count = reader.ReadCount();
        var names = new List<string>();
        for (int index = 0; index < count; index++)
        {
            names.Add(reader.ReadString() ?? "");
            _ = reader.ReadString();
        }

        _workflows[number] = new RecordedWorkflow(name, [.. names]);
        return view with { Workflow = name, Number = (ulong)number, Steps = stepCount };
    }

    private RecordView TakeNewRun(RecordView view, ref RecordReader reader)
    {
        RecordedWorkflow? workflow = _workflows.GetValueOrDefault(reader.ReadCount());
        view = view with { Workflow = workflow?.Name, TimeMs = reader.ReadUnmanaged<long>(), Key = reader.ReadString() };
        RunPhase phase = RunPhase.Active;
        if (view.Kind == RecordKind.RunImage)
        {
            phase = reader.ReadUnmanaged<RunPhase>();
            RunStatus status = reader.ReadUnmanaged<RunStatus>();
            view = view with { Status = phase is RunPhase.Ending or RunPhase.Ended ? RecordWords.Of(status) : RecordWords.Of(phase) };
        }

        StartCount++;
        _runs[view.Run.Value] = new RecordedRun(workflow, phase, view.TimeMs!.Value);
        return view;
    }

    private RecordView TakeOfRun(RecordView view, ref RecordReader reader)
    {
        // Where its start was released and its image stands further behind, the run is not known yet.
        bool isKnown = _runs.TryGetValue(view.Run.Value, out RecordedRun run);
        RunMoment at = RunMoment.Read(ref reader);
        view = view with { Workflow = run.Workflow?.Name, TimeMs = isKnown && at.IsKnown ? at.Ms(run.StartedMs) : null };
        RunPhase phase = run.Phase;
        switch (view.Kind)
        {
            case RecordKind.StepEnded:
                return view with { Step = StepName(run, reader.ReadCount()), Status = RecordWords.Of(reader.ReadUnmanaged<StepStatus>()) };
            case RecordKind.AttemptStarted:
                return view with { Step = StepName(run, reader.ReadCount()), Attempt = reader.ReadCount() };
            case RecordKind.AttemptFailed:
                view = view with { Step = StepName(run, reader.ReadCount()), Attempt = reader.ReadCount(), DueMs = reader.ReadUnmanaged<long>() };
                _ = RunMoment.Read(ref reader);
                return view with { Reason = ExceptionText(ref reader) };
            case RecordKind.CompensationEnded:
                view = view with { Step = StepName(run, reader.ReadCount()), Reason = ExceptionText(ref reader) };
                return view with { Status = view.Reason is null ? "undone" : "failed" };
            case RecordKind.RunStopped:
                view = TakeStopped(view, run, ref reader);
                phase = phase is RunPhase.Active or RunPhase.Paused ? RunPhase.Stopping : phase;
                break;
            case RecordKind.RunEnded:
                view = view with { Status = RecordWords.Of(reader.ReadUnmanaged<RunStatus>()), TimeMs = reader.ReadUnmanaged<long>() };
                phase = RunPhase.Ended;
                break;
            case RecordKind.RunPaused:
                view = view with { Reason = reader.ReadString() };
                phase = RunPhase.Paused;
                break;
            case RecordKind.RunForgotten:
                _runs.Remove(view.Run.Value);
                return view;
            default:
                // Resumed or retried.
                phase = RunPhase.Active;
                break;
        }

        if (isKnown)
        {
            _runs[view.Run.Value] = run with { Phase = phase };
        }

        return view;
    }

    private static RecordView TakeStopped(RecordView view, RecordedRun run, ref RecordReader reader)
    {
        RunStatus status = reader.ReadUnmanaged<RunStatus>();
        int stepIndex = reader.ReadCount() - 1;
        StepStatus stepStatus = reader.ReadUnmanaged<StepStatus>();
        return view with
        {
            Step = stepIndex < 0 ? null : StepName(run, stepIndex),
            Status = stepIndex < 0 ? RecordWords.Of(status) : RecordWords.Of(stepStatus),
            Reason = ExceptionText(ref reader),
        };
    }

    private static string StepName(RecordedRun run, int index) => run.Workflow is null ? $"#{index}" : run.Workflow.StepName(index);

    private static string? ExceptionText(ref RecordReader reader) => reader.ReadString() is string typeName ? $"{typeName}: {reader.ReadString()}" : null;
}
