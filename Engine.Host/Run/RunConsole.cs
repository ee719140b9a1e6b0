using Engine.Host.Cli;

namespace Engine.Host.Run;

/// <summary>Where a run writes to, and what can be shown there.</summary>
internal sealed record RunConsole(TextWriter Output, TextWriter Error)
{
    /// <summary>Whether lines can be overwritten, for live progress.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Columns.</summary>
    public int Width { get; init; } = 80;

    public bool HasColour { get; init; }

    /// <summary>The process's own console; colour and live lines only where a person looks at them.</summary>
    public static RunConsole Detect(TextWriter output, TextWriter error)
    {
        bool isTerminal = output is TerminalWriter && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new RunConsole(output, error)
        {
            IsTerminal = isTerminal,
            Width = isTerminal ? Math.Clamp(WindowWidth(), 40, 200) : 80,
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
