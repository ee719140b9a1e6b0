using Engine.Host.Cli;

namespace Engine.Host.Render;

/// <summary>How text stands out: by bold type on a terminal that knows it, else not at all.</summary>
internal readonly struct TextStyle(bool useCodes)
{
    /// <summary>The style that suits a writer.</summary>
    public static TextStyle For(TextWriter output) => new(TerminalWriter.AllowsColor(output));

    /// <summary>A heading.</summary>
    public string Heading(string text) => useCodes ? $"\u001b[1m{text}\u001b[0m" : text;
}
