using Engine.Host.Cli;

namespace Engine.Host.Files;

/// <summary>Reads a graph from a file of any known format, packed or not.</summary>
internal static class GraphFileReader
{
    private static readonly IGraphFileFormat[] Formats = [new WfFormat(), new StgFormat(), new EdgeListFormat()];

    /// <summary>Reads a file, or standard input if the path is "-"; its format is found by content and name.</summary>
    /// <exception cref="UserError">The file cannot be read as a graph; the message names file, place and fix.</exception>
    public static GraphFile Read(string path)
    {
        using GraphSource source = GraphSource.Open(path);
        return Read(source);
    }

    /// <summary>Reads an open file. Content that only one format has decides; the name does where the content leaves it open.</summary>
    /// <exception cref="UserError">The file cannot be read as a graph; the message names file, place and fix.</exception>
    public static GraphFile Read(GraphSource source)
    {
        IGraphFileFormat? byName = Array.Find(Formats, format => format.Extension == source.Extension);
        IGraphFileFormat? byContent = Array.Find(Formats, format => format.Match(source) == FormatMatch.ByContent);
        if (byContent is not null && byName is not null && byContent != byName)
        {
            // Otherwise an error about a damaged file would speak of a format that its owner does not think of.
            source.Note = $"read as {byContent.Name}, which its content looks like in spite of its name";
        }

        IGraphFileFormat? chosen = byContent ?? byName ?? Array.Find(Formats, format => format.Match(source) == FormatMatch.ByShape);
        return chosen is not null ? chosen.Read(source)
            : throw source.Error("", $"not a graph that this program reads. It reads {string.Join(", ", Formats.Select(static format => format.Description))}; each also gzipped.");
    }
}
