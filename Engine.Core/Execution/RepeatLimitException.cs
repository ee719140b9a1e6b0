namespace Engine;

/// <summary>A sub-workflow marked <see cref="RepeatAttribute"/> has run as often as it may, and was not told to stop.</summary>
public sealed class RepeatLimitException : Exception
{
    /// <summary>A step that has used up its rounds.</summary>
    /// <param name="stepName">The step.</param>
    /// <param name="until">The method that never said yes.</param>
    /// <param name="limit">How many rounds there were.</param>
    public RepeatLimitException(string stepName, string until, int limit)
        : base($"Step '{stepName}' ran {limit} rounds, and '{until}' was false after each of them; raise Max in [Repeat], or let it say true earlier.")
    {
        StepName = stepName;
        Limit = limit;
    }

    /// <summary>The step.</summary>
    public string StepName { get; }

    /// <summary>How many rounds there were.</summary>
    public int Limit { get; }
}
