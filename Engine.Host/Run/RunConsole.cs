using Engine.Host.Cli;

namespace Engine.Host.Run;

/// <summary>Where a run writes to, and what can be shown there.</summary>
internal sealed record RunConsole(TextWriter Output, TextWriter Error)
{
    /// <summary>Whether lines can be overwritten, for live progress.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Columns, as they are now: a person may change the window during a run.</summary>
    public int Width
    {
        get => FollowsWindow ? Math.Clamp(WindowWidth(), 40, 200) : field;
        init;
    } = 80;

    /// <summary>Whether the width is the terminal's, else what was set.</summary>
    public bool FollowsWindow { get; init; }

    public bool HasColour { get; init; }

    /// <summary>The process's own console; colour and live lines only where a person looks at them.</summary>
    public static RunConsole Detect(TextWriter output, TextWriter error)
    {
        bool isTerminal = output is TerminalWriter && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new RunConsole(output, error)
        {
            IsTerminal = isTerminal,
            FollowsWindow = isTerminal,
            HasColour = TerminalWriter.AllowsColor(output),
        };
    }

    private static int WindowWidth()
    {
        try
        {
            // A terminal that does not know its size says 0.
            return Console.WindowWidth is > 0 and int width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
