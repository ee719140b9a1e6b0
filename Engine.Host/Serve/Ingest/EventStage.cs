using System.Buffers;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// A batch of events on its way: the bytes of the body side by side, and what was read of them. Nothing is applied before the last byte has been found
/// right. Reused; one owner at a time.
/// </summary>
/// <remarks>
/// The body is put side by side because the server hands it over in blocks of 4 kB: a reader over blocks is no faster than the copy and a reader over one
/// piece, and the scanner needs one piece.
/// </remarks>
internal sealed class EventStage(EventTypes types, EventTargets targets, EventIdHash hash) : IDisposable
{
    /// <summary>Zeros behind the body, at which every loop over it ends.</summary>
    private const int Sentinel = 64;

    private const int FirstBytes = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private StagedEvent[] _events = new StagedEvent[1_024];
    private int _length;
    private int _textLength;
    private int _count;
    private int _lastType = EventTypes.Other;
    private int _lastWorkflow = EventTargets.None;
    private int _lastWorkflowStart;
    private int _lastWorkflowLength = -1;

    /// <summary>The body; behind it strings that had to be unescaped.</summary>
    public byte[] Bytes => _bytes;

    public ReadOnlySpan<byte> Body => _bytes.AsSpan(0, _length);

    /// <summary>The body and at least one zero behind it.</summary>
    public ReadOnlySpan<byte> BodyAndZero => _bytes.AsSpan(0, _length + 1);

    /// <summary>The events that were read and have no flaw, in their order.</summary>
    public ReadOnlySpan<StagedEvent> Events => _events.AsSpan(0, _count);

    /// <summary>Whether ids are 16 bytes of the client's choice and data may be anything.</summary>
    public bool IsBinary { get; set; }

    /// <summary>The version of the targets before the first of them was looked up.</summary>
    public int TargetsVersion { get; private set; }

    /// <summary>Events with a flaw.</summary>
    public int InvalidCount { get; private set; }

    public int ReceivedCount => _count + InvalidCount;

    /// <summary>The first event with a flaw.</summary>
    public int FirstInvalidIndex { get; private set; }

    public EventFlaw FirstFlaw { get; private set; }

    /// <summary>Empties it for a new batch.</summary>
    public void Clear()
    {
        _length = 0;
        ClearEvents();
    }

    /// <summary>Forgets what was read, and keeps the bytes: for a second reader.</summary>
    public void ClearEvents()
    {
        _count = 0;
        InvalidCount = 0;
        FirstInvalidIndex = -1;
        FirstFlaw = EventFlaw.None;
        _lastType = EventTypes.Other;
        _lastWorkflow = EventTargets.None;
        _lastWorkflowLength = -1;
        _textLength = _length + 1;
        TargetsVersion = targets.Version;
    }

    /// <summary>Looks up the workflows of all events again: one has been removed since, and its number may be another's.</summary>
    public void FindTargetsAgain()
    {
        _lastWorkflowLength = -1;
        foreach (ref StagedEvent staged in _events.AsSpan(0, _count))
        {
            if (staged.Workflow != EventTargets.None)
            {
                staged.Workflow = WorkflowOf(staged.WorkflowStart, staged.WorkflowLength);
            }
        }
    }

    /// <summary>Room for more of the body; <see cref="Advance"/> says how much of it was used.</summary>
    public Span<byte> Room(int count)
    {
        Reserve(_length + count + Sentinel);
        return _bytes.AsSpan(_length, count);
    }

    public void Advance(int count) => _length += count;

    public void Append(in ReadOnlySequence<byte> bytes)
    {
        int count = checked((int)bytes.Length);
        bytes.CopyTo(Room(count));
        _length += count;
    }

    /// <summary>The body is complete: from here on it can be read.</summary>
    public void Seal()
    {
        Reserve(_length + Sentinel);
        _bytes.AsSpan(_length, Sentinel).Clear();
        ClearEvents();
    }

    /// <summary>Room for all strings of the body, so that the bytes stay where they are while they are read.</summary>
    public void ReserveTexts() => Reserve(checked(_length * 2) + Sentinel);

    /// <summary>Keeps an unescaped string behind the body, within what was reserved.</summary>
    public int AppendText(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_textLength));
        int start = _textLength;
        _textLength += text.Length;
        return start;
    }

    /// <summary>Takes an event in.</summary>
    /// <exception cref="EventFormatException">The batch has too many.</exception>
    public void Add(in EventFields fields, long offset)
    {
        int index = ReceivedCount;
        if (index == EventLimits.Events)
        {
            throw new EventFormatException($"The batch has more than {EventLimits.Events} events. Send it in parts.", offset, index);
        }

        EventFlaw flaw = fields.Flaw();
        if (flaw != EventFlaw.None)
        {
            CountInvalid(index, flaw);
            return;
        }

        if (_count == _events.Length)
        {
            Array.Resize(ref _events, Math.Min(_events.Length * 2, EventLimits.Events));
        }

        ref StagedEvent staged = ref _events[_count++];
        ReadOnlySpan<byte> bytes = _bytes;
        staged.Id = hash.Of(bytes.Slice(fields.IdStart, fields.IdLength));
        staged.TimeMicros = fields.TimeMicros;
        staged.Type = TypeOf(bytes.Slice(fields.TypeStart, fields.TypeLength));
        staged.Workflow = WorkflowOf(fields.WorkflowStart, fields.WorkflowLength);
        staged.IdStart = fields.IdStart;
        staged.IdLength = (ushort)fields.IdLength;
        staged.WorkflowStart = fields.WorkflowStart;
        staged.WorkflowLength = (ushort)Math.Max(fields.WorkflowLength, 0);
        staged.DataStart = fields.DataStart;
        staged.DataLength = Math.Max(fields.DataLength, 0);
        staged.Index = index;
    }

    /// <summary>Room for events of the binary form, which are filled in directly.</summary>
    public Span<StagedEvent> Take(int count)
    {
        if (_events.Length < count)
        {
            _events = new StagedEvent[count];
        }

        _count = count;
        return _events.AsSpan(0, count);
    }

    public EventId HashOf(ulong first, ulong second) => hash.Of(first, second);

    public int TypeOf(ReadOnlySpan<byte> name)
    {
        // Batches are mostly of few types, one after the other.
        if (!name.SequenceEqual(types.TextOf(_lastType)))
        {
            _lastType = types.NumberOf(name);
        }

        return _lastType;
    }

    public int WorkflowOf(int start, int length)
    {
        if (length < 0)
        {
            return EventTargets.None;
        }

        ReadOnlySpan<byte> name = _bytes.AsSpan(start, length);
        if (length != _lastWorkflowLength || !name.SequenceEqual(_bytes.AsSpan(_lastWorkflowStart, length)))
        {
            _lastWorkflow = targets.Find(name);
            _lastWorkflowStart = start;
            _lastWorkflowLength = length;
        }

        return _lastWorkflow;
    }

    /// <summary>Whether it may be kept for the next batch, or has grown beyond what is worth it.</summary>
    public bool IsSmall => _bytes.Length <= 8 << 20 && _events.Length <= 32_768;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void CountInvalid(int index, EventFlaw flaw)
    {
        if (InvalidCount++ == 0)
        {
            FirstInvalidIndex = index;
            FirstFlaw = flaw;
        }
    }

    private void Reserve(int count)
    {
        if (_bytes.Length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(count, checked(_bytes.Length * 2)));
            _bytes.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
