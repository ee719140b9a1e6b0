namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Events that reached no run, oldest first, with the workflow that they named. Bounded: when it is full, further ones are counted and not kept, so that
/// what a person has not seen is never pushed out. Belongs to the hub's lock.
/// </summary>
internal sealed class DeadEvents(int capacity)
{
    private readonly SortedDictionary<long, DeadEvent> _events = [];
    private long _next = 1;

    public int Count => _events.Count;

    public int Capacity => capacity;

    public bool IsFull => _events.Count == capacity;

    public void Add(EventStage stage, in StagedEvent staged, long nowMicros)
    {
        byte[] bytes = new byte[KeptEvent.SizeOf(stage, in staged)];
        KeptEvent.Write(bytes, stage, in staged, nowMicros);
        var dead = new DeadEvent(System.Text.Encoding.UTF8.GetString(stage.Bytes, staged.WorkflowStart, staged.WorkflowLength), nowMicros, _next, bytes);
        _events.Add(_next++, dead);
    }

    /// <summary>Those behind a number, oldest first.</summary>
    public IEnumerable<DeadEvent> After(long number, int count) => _events.Values.SkipWhile(dead => dead.Number <= number).Take(count);

    public DeadEvent? Find(long number) => _events.GetValueOrDefault(number);

    public bool Remove(long number) => _events.Remove(number);

    public int Clear()
    {
        int count = _events.Count;
        _events.Clear();
        return count;
    }
}
