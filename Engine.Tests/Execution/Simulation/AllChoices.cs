namespace Engine.Tests.Execution.Simulation;

/// <summary>
/// Takes every sequence of choices once: run, ask <see cref="MoveNext"/>, run again. The choices of a run may depend on those
/// that it made before, so a whole tree of schedules is walked with nothing but a list.
/// </summary>
internal sealed class AllChoices
{
    private readonly List<(int Value, int Bound)> _choices = [];
    private int _position;

    public int Next(int bound)
    {
        if (_position == _choices.Count)
        {
            _choices.Add((0, bound));
        }

        return _choices[_position++].Value;
    }

    public bool MoveNext()
    {
        _position = 0;
        while (_choices.Count > 0)
        {
            (int value, int bound) = _choices[^1];
            _choices.RemoveAt(_choices.Count - 1);
            if (value + 1 < bound)
            {
                _choices.Add((value + 1, bound));
                return true;
            }
        }

        return false;
    }

    public override string ToString() => string.Join(", ", _choices.Select(static choice => choice.Value));
}
