using System.Text;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>
/// Shows how a run goes on: two lines that are overwritten on a terminal, else a plain line every ten seconds, so that a log
/// shows life and stays short.
/// </summary>
internal sealed class ProgressDisplay(RunConsole console, IReadOnlyList<string> names)
{
    /// <summary>How often a terminal is updated.</summary>
    public const int PeriodMilliseconds = 100;

    private const double SecondsBetweenPlainLines = 10;
    private const int MinBarWidth = 5;
    private const string ClearLine = "\u001b[2K", UpOneLine = "\u001b[1A";

    private bool _isShown;
    private double _nextPlainLine = SecondsBetweenPlainLines;

    /// <summary>Shows where the run stands.</summary>
    public void Show(RunProgress progress, List<int> running)
    {
        if (console.IsTerminal)
        {
            Clear();
            console.Output.WriteLine(BarLine(progress));
            console.Output.WriteLine(TasksLine(progress, running));
            console.Output.Flush();
            _isShown = true;
        }
        else if (progress.Elapsed >= _nextPlainLine)
        {
            console.Output.WriteLine($"{Times(progress)}: {Percent(progress)}, {Counts(progress)}");
            console.Output.Flush();
            _nextPlainLine = progress.Elapsed + SecondsBetweenPlainLines;
        }
    }

    /// <summary>Takes the lines away.</summary>
    public void Clear()
    {
        if (_isShown)
        {
            // "^C" may stand in front of the cursor.
            console.Output.Write($"\r{ClearLine}{UpOneLine}{ClearLine}{UpOneLine}{ClearLine}\r");
            _isShown = false;
        }
    }

    private string BarLine(RunProgress progress)
    {
        string end = $" {Percent(progress),5}  {Times(progress)}";
        int width = Math.Min(console.Width - 1 - end.Length - "[]".Length, 50);
        if (width < MinBarWidth)
        {
            return TextTable.Shorten(end.TrimStart(), console.Width - 1);
        }

        int full = (int)Math.Round(progress.Part * width);
        return $"[{new string('█', full)}{new string('·', width - full)}]{end}";
    }

    private string TasksLine(RunProgress progress, List<int> running)
    {
        var line = new StringBuilder(Counts(progress));
        int room = console.Width - 1, columns = line.Length;
        for (int i = 0; i < running.Count; i++)
        {
            string separator = i == 0 ? ": " : ", ";
            string name = TextTable.Shorten(names[running[i]], 24);
            bool isLast = i == running.Count - 1;
            // Room for this name, and for the mark that there are more.
            columns += separator.Length + DisplayText.Columns(name);
            if (columns + (isLast ? 0 : 3) > room)
            {
                line.Append(i == 0 ? "" : ", …");
                break;
            }

            line.Append(separator).Append(name);
        }

        return TextTable.Shorten(line.ToString(), room);
    }

    private static string Percent(RunProgress progress) => $"{Math.Floor(progress.Part * 100):0} %";

    private static string Counts(RunProgress progress)
        => $"done {CostText.Count(progress.Done)} of {CostText.Count(progress.Total)}, ready {CostText.Count(progress.Ready)}, running {CostText.Count(progress.Running)}";

    private static string Times(RunProgress progress)
        => $"{DurationText.Short(progress.Elapsed)}, about {DurationText.Short(progress.Remaining)} left";
}
