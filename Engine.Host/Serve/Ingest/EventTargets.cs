using System.Collections.Concurrent;

namespace Engine.Host.Serve.Ingest;

/// <summary>The workflows that events may name, by number in order of their definition. Looked up by any thread; what they lead to belongs to the hub's lock.</summary>
internal sealed class EventTargets
{
    /// <summary>No workflow of that name.</summary>
    public const int None = -1;

    private readonly ConcurrentDictionary<string, int> _numbers = Utf8Keys.CreateDictionary<int>();
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<byte>> _byText;
    private readonly Stack<int> _free = new();
    private readonly Lock _gate = new();
    private int _count;
    private int _version;

    public EventTargets() => _byText = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Changes when a number has become free: who found it before looks again before it is used.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>The number of a workflow, which it gets with the first call.</summary>
    public int Add(string workflow)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(workflow, out int number))
            {
                number = _free.TryPop(out int free) ? free : _count++;
                _numbers[workflow] = number;
            }

            return number;
        }
    }

    /// <summary>Forgets a workflow. Under the hub's lock.</summary>
    public void Remove(string workflow)
    {
        lock (_gate)
        {
            if (_numbers.TryRemove(workflow, out int number))
            {
                _version++;
                _free.Push(number);
            }
        }
    }

    public int Find(ReadOnlySpan<byte> workflow) => _byText.TryGetValue(workflow, out int number) ? number : None;
}
