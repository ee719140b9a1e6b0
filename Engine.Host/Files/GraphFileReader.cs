using Engine.Host.Cli;

namespace Engine.Host.Files;

/// <summary>Reads a graph from a file of any known format, packed or not.</summary>
internal static class GraphFileReader
{
    /// <summary>Ties go to the earlier one.</summary>
    private static readonly IGraphFileFormat[] Formats = [new WfFormat(), new StgFormat(), new EdgeListFormat()];

    /// <summary>Reads a file; its format is found by content and name.</summary>
    /// <exception cref="UserError">The file cannot be read as a graph; the message names file, place and fix.</exception>
    public static GraphFile Read(string path)
    {
        using GraphSource source = GraphSource.Open(path);
        IGraphFileFormat? best = null;
        FormatMatch bestMatch = FormatMatch.None;
        foreach (IGraphFileFormat format in Formats)
        {
            FormatMatch match = format.Match(source);
            if (match > bestMatch)
            {
                (best, bestMatch) = (format, match);
            }
        }

        if (best is null)
        {
            throw source.Error("", $"not a graph that this program reads. It reads {string.Join(", ", Formats.Select(static format => format.Description))}; each also gzipped.");
        }

        return best.Read(source);
    }
}
