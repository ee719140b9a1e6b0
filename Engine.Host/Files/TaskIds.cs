namespace Engine.Host.Files;

/// <summary>
/// The task ids of a WfFormat file. An id gets a number when it is first seen, be it as a task, a parent or in the
/// execution, since they come in any order; one string and one entry per id.
/// </summary>
internal sealed class TaskIds
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _texts = [];
    private char[] _buffer = new char[256];

    public TaskIds() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many ids were seen.</summary>
    public int Count => _texts.Count;

    /// <summary>The id with a number.</summary>
    public string this[int number] => _texts[number];

    /// <summary>The number of the JSON string at hand, or -1 when it is not UTF-8.</summary>
    public int NumberOf(ref JsonScanner json)
    {
        if (json.MaxStringLength > _buffer.Length)
        {
            _buffer = new char[json.MaxStringLength];
        }

        int length = json.CopyString(_buffer);
        if (length < 0)
        {
            return -1;
        }

        ReadOnlySpan<char> text = _buffer.AsSpan(0, length);
        if (!_lookup.TryGetValue(text, out int number))
        {
            number = _texts.Count;
            string kept = text.ToString();
            _texts.Add(kept);
            _numbers.Add(kept, number);
        }

        return number;
    }
}
