namespace Engine.Host.Load;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Style">Its class: a letter.</param>
/// <param name="Values">Its values.</param>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<double> Values);
