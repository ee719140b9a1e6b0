using System.Collections.Concurrent;

namespace Engine.Host.Serve.Ingest;

/// <summary>The workflows that events may name, by number in order of their definition. Looked up by any thread; what they lead to belongs to the hub's lock.</summary>
internal sealed class EventTargets
{
    /// <summary>No workflow of that name.</summary>
    public const int None = -1;

    private readonly ConcurrentDictionary<string, int> _numbers = Utf8Keys.CreateDictionary<int>();
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<byte>> _byText;
    private readonly List<byte[]> _texts = [];
    private readonly Lock _gate = new();

    public EventTargets() => _byText = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _texts.Count;
            }
        }
    }

    /// <summary>The number of a workflow, which it gets with the first call.</summary>
    public int Add(string workflow)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(workflow, out int number))
            {
                number = _texts.Count;
                _texts.Add(System.Text.Encoding.UTF8.GetBytes(workflow));
                _numbers[workflow] = number;
            }

            return number;
        }
    }

    public int Find(ReadOnlySpan<byte> workflow) => _byText.TryGetValue(workflow, out int number) ? number : None;
}
