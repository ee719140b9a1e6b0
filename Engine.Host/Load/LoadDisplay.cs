using System.Globalization;
using Engine.Host.Render;
using Engine.Host.Run;

namespace Engine.Host.Load;

/// <summary>Shows how a load goes on: on a terminal the last seconds as lines that move up, else a plain line every ten seconds.</summary>
internal sealed class LoadDisplay(RunConsole console, LoadOptions options)
{
    private const int ShownSeconds = 10, SecondsBetweenPlainLines = 10;
    private const string ClearLine = "\u001b[2K", UpOneLine = "\u001b[1A";

    private readonly Queue<LoadSecond> _last = new();
    private int _shownLines;

    public void Show(LoadSecond second)
    {
        if (!console.IsTerminal)
        {
            if ((second.Second + 1) % SecondsBetweenPlainLines == 0)
            {
                console.Output.WriteLine(Line(second, barWidth: 0, most: 0));
                console.Output.Flush();
            }

            return;
        }

        _last.Enqueue(second);
        if (_last.Count > ShownSeconds)
        {
            _last.Dequeue();
        }

        Clear();
        long most = Math.Max(1, _last.Max(static one => one.Answers));
        int barWidth = Math.Clamp(console.Width - 72, 0, 40);
        foreach (LoadSecond one in _last)
        {
            console.Output.WriteLine(TextTable.Shorten(Line(one, barWidth, most), console.Width - 1));
        }

        _shownLines = _last.Count;
        console.Output.Flush();
    }

    /// <summary>Takes the lines away.</summary>
    public void Clear()
    {
        for (; _shownLines > 0; _shownLines--)
        {
            console.Output.Write($"\r{ClearLine}{UpOneLine}{ClearLine}");
        }

        console.Output.Write(console.IsTerminal ? "\r" : "");
    }

    private string Line(LoadSecond second, int barWidth, long most)
    {
        string bar = barWidth == 0 ? "" : " " + new string('█', (int)(second.Answers * barWidth / most)).PadRight(barWidth, '·');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{second.Second + 1,4} of {options.Lasts.TotalSeconds:0} s{bar} {second.Answers,8:N0}/s, p50 {LoadTable.Time(second.P50Us)}, p99 {LoadTable.Time(second.P99Us)}, failed {second.Failures}");
    }
}
