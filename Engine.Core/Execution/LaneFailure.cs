namespace Engine;

/// <summary>A lane of a batch that did not complete.</summary>
/// <param name="Lane">The position of its input.</param>
/// <param name="Status">How its run ended.</param>
/// <param name="Exception">What a caller of that run alone would have got.</param>
public readonly record struct LaneFailure(int Lane, RunStatus Status, Exception Exception);
