using Engine.Runtime;

namespace Engine.Internal;

/// <summary>The notes of one run in the order in which things happened: of many, the last.</summary>
internal sealed class RunNotes
{
    /// <summary>The most that are kept: when there are more, the older half goes.</summary>
    public const int MaxCount = 256;

    private readonly List<RunNote> _notes = [];

    public IReadOnlyList<RunNote> Kept => _notes;

    /// <summary>How many have not been kept.</summary>
    public int DroppedCount { get; private set; }

    public void Add(in RunNote note)
    {
        if (_notes.Count == MaxCount)
        {
            _notes.RemoveRange(0, MaxCount / 2);
            DroppedCount += MaxCount / 2;
        }

        _notes.Add(note);
    }

    /// <summary>Forgets all notes.</summary>
    public void Clear()
    {
        _notes.Clear();
        DroppedCount = 0;
    }

    /// <summary>The last note of a kind about a step or compensation; null where there is none.</summary>
    public RunNote? Last(HostedRunEventKind kind, int index) => At(_notes.FindLastIndex(note => note.Kind == kind && note.Index == index));

    /// <summary>The last note that says how an attempt of a step, or the step, ended; null where there is none.</summary>
    public RunNote? LastOf(int index) =>
        At(_notes.FindLastIndex(note => note.Kind is HostedRunEventKind.AttemptFailed or HostedRunEventKind.StepEnded && note.Index == index));

    /// <summary>The note of the compensation that failed by an exception; null where it is not kept.</summary>
    public RunNote? EndOf(Exception failure) => At(_notes.FindLastIndex(note => note.Kind == HostedRunEventKind.CompensationEnded && note.Exception == failure));

    /// <summary>Writes the last ones that take so many bytes at most.</summary>
    /// <param name="buffer">Gets them.</param>
    /// <param name="startedMs">When the run started.</param>
    /// <param name="maxBytes">What they may take.</param>
    /// <param name="maxTextLength">The most characters of each text.</param>
    public void Write(RecordBuffer buffer, long startedMs, int maxBytes, int maxTextLength)
    {
        int first = _notes.Count;
        for (int left = maxBytes; first > 0 && (left -= MostBytes(_notes[first - 1], maxTextLength)) >= 0;)
        {
            first--;
        }

        buffer.WriteCount(DroppedCount + first);
        buffer.WriteCount(_notes.Count - first);
        for (; first < _notes.Count; first++)
        {
            RunNote note = _notes[first];
            buffer.WriteUnmanaged(note.Kind);
            RunMoment.Of(startedMs, note.AtMs).Write(buffer);
            buffer.WriteCount(note.Index + 1);
            buffer.WriteCount(note.Attempt);
            (note.OtherMs == 0 ? default : RunMoment.Of(startedMs, note.OtherMs)).Write(buffer);
            buffer.WriteUnmanaged(note.StepStatus);
            buffer.WriteUnmanaged(note.RunStatus);
            RecordTexts.Write(buffer, note.Exception, maxTextLength);
            RecordTexts.Write(buffer, note.Reason, maxTextLength);
        }
    }

    /// <summary>Takes in what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Stands before it.</param>
    /// <param name="startedMs">When the run started.</param>
    /// <param name="steps">For each dispatch index of the writer's version that of this one; -1 for one that is not there.</param>
    public void Read(ref RecordReader reader, long startedMs, int[] steps)
    {
        DroppedCount += reader.ReadCount();
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            var kind = reader.ReadUnmanaged<HostedRunEventKind>();
            long atMs = RunMoment.Read(ref reader).Ms(startedMs);
            int recorded = reader.ReadCount() - 1;
            int attempt = reader.ReadCount();
            RunMoment other = RunMoment.Read(ref reader);
            var note = new RunNote(kind, atMs)
            {
                Index = recorded < 0 ? -1 : steps[recorded],
                Attempt = attempt,
                OtherMs = other.IsKnown ? other.Ms(startedMs) : 0,
                StepStatus = reader.ReadUnmanaged<StepStatus>(),
                RunStatus = reader.ReadUnmanaged<RunStatus>(),
                Exception = RecordTexts.ReadException(ref reader),
                Reason = reader.ReadString(),
            };

            // A step that this version has no more: there is no name for it.
            if (recorded < 0 || note.Index >= 0)
            {
                Add(in note);
            }
            else
            {
                DroppedCount++;
            }
        }
    }

    private RunNote? At(int found) => found < 0 ? null : _notes[found];

    private static int MostBytes(in RunNote note, int maxTextLength)
    {
        const int Fixed = 32, BytesPerCharacter = 3;
        int characters = note.Reason is null ? 0 : Math.Min(note.Reason.Length, maxTextLength);
        characters += note.Exception is null ? 0 : Math.Min(Outcomes.MessageOf(note.Exception).Length, maxTextLength) + Math.Min(RecordTexts.TypeNameOf(note.Exception).Length, maxTextLength);
        return Fixed + (BytesPerCharacter * characters);
    }
}
