using System.Collections.Concurrent;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// The types of events by name. The first <see cref="EventLimits.TypeNames"/> names get a number each; events of any other are of type
/// <see cref="Other"/>. Any thread.
/// </summary>
internal sealed class EventTypes
{
    /// <summary>The number of all types whose name came too late.</summary>
    public const int Other = 0;

    /// <summary>What that is called.</summary>
    public const string OtherName = "(other)";

    private static readonly string[] Known = ["task_started", "task_completed", "task_failed", "agent_assigned", "workflow_state_changed", "performance_test"];

    private readonly ConcurrentDictionary<string, int> _numbers = Utf8Keys.CreateDictionary<int>();
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<byte>> _byText;
    private readonly string[] _names = new string[EventLimits.TypeNames + 1];
    private readonly byte[][] _texts = new byte[EventLimits.TypeNames + 1][];
    private readonly Lock _gate = new();
    private int _count;

    public EventTypes()
    {
        _byText = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        _names[Other] = OtherName;
        _texts[Other] = System.Text.Encoding.UTF8.GetBytes(OtherName);
        _count = 1;
        foreach (string name in Known)
        {
            Add(name);
        }
    }

    /// <summary>How many numbers there are.</summary>
    public int Count => Volatile.Read(ref _count);

    public string NameOf(int number) => _names[number];

    /// <summary>The name in UTF-8.</summary>
    public ReadOnlySpan<byte> TextOf(int number) => _texts[number];

    /// <summary>The number of a name, which gets one if there is room.</summary>
    public int NumberOf(ReadOnlySpan<byte> name)
    {
        if (_byText.TryGetValue(name, out int number))
        {
            return number;
        }

        return Count == _names.Length ? Other : Add(System.Text.Encoding.UTF8.GetString(name));
    }

    private int Add(string name)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue(name, out int number))
            {
                return number;
            }

            if (_count == _names.Length)
            {
                return Other;
            }

            number = _count;
            _names[number] = name;
            _texts[number] = System.Text.Encoding.UTF8.GetBytes(name);
            Volatile.Write(ref _count, number + 1);
            _numbers[name] = number;
            return number;
        }
    }
}
