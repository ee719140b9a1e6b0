namespace Engine.Host.Files;

/// <summary>
/// Edge lists: '#' comments, then "n m", then m lines "u v", 0-based, prerequisite first. A file beside it with the ending
/// ".names" or ".names.gz" gives the names, one per line.
/// </summary>
/// <remarks>
/// Node numbers are checked against n, and the number of lines against m. What n announces beyond what the edges account
/// for is limited (<see cref="FileLimits.FreeTasks"/>), so that a short file cannot ask for gigabytes.
/// </remarks>
internal sealed class EdgeListFormat : IGraphFileFormat
{
    private const string MissingHeader = " Is the header \"n m\" missing?";

    public string Name => "edge list";

    public string Description => "edge lists (.edges: \"n m\", then m lines \"u v\")";

    public string Extension => ".edges";

    public FormatMatch Match(GraphSource source) => DataShape.NumbersPerLine(source.Head) switch
    {
        [2, 2] => FormatMatch.ByContent,

        // A graph without edges, but also what is left of many a damaged file.
        [2] => FormatMatch.ByShape,
        _ => FormatMatch.None,
    };

    public GraphFile Read(GraphSource source)
    {
        var lines = new LineScanner(source);
        (long nodeCount, long edgeCount, string header) = ReadHeader(source, ref lines);
        EdgeCollector edges = ReadEdges(source, ref lines, nodeCount, edgeCount);
        long believed = FileLimits.FreeTasks + ((long)FileLimits.TasksPerEdge * edges.Count);
        if (nodeCount > believed)
        {
            throw source.Error(header, $"{nodeCount} nodes are announced, but only {edges.Count} edges follow; so few edges allow {believed} nodes. Correct the first number.");
        }

        return new GraphFile
        {
            Path = source.Path,
            Format = Name,
            Title = source.Name,
            TaskNames = NamesFile.ReadBeside(source, (int)nodeCount) ?? (IReadOnlyList<string>)new NumberNames((int)nodeCount),
            Costs = [],
            EdgeFrom = edges.TakeFrom(),
            EdgeTo = edges.TakeTo(),
            Unit = CostUnit.Plain,
        };
    }

    private static (long NodeCount, long EdgeCount, string Place) ReadHeader(GraphSource source, ref LineScanner lines)
    {
        if (!lines.NextDataLine())
        {
            throw source.Error(lines.Place, "the file ends before its header. Write \"n m\": the number of nodes and of edges.");
        }

        if (!lines.TryReadNumber(out long nodeCount) || !lines.TryReadNumber(out long edgeCount) || !lines.AtLineEnd() || nodeCount < 0 || edgeCount < 0)
        {
            throw source.Error(lines.Place, $"the header must be two numbers, \"n m\": the number of nodes and of edges; found {lines.NextWord()}.");
        }

        if (nodeCount > FileLimits.MaxTasks)
        {
            throw source.Error(lines.Place, $"the header announces {nodeCount} nodes; at most {FileLimits.MaxTasks} are read. Correct the first number.");
        }

        if (edgeCount > FileLimits.MaxEdges)
        {
            throw source.Error(lines.Place, $"the header announces {edgeCount} edges; at most {FileLimits.MaxEdges} are read. Correct the second number.");
        }

        return (nodeCount, edgeCount, lines.Place);
    }

    private static EdgeCollector ReadEdges(GraphSource source, ref LineScanner lines, long nodeCount, long edgeCount)
    {
        // "0 1\n" takes four bytes; packed, an edge takes about as much, and less only when the list repeats itself.
        var edges = new EdgeCollector(Math.Min(edgeCount, source.FileBytes / (source.IsPacked ? 1 : 4)));
        while (lines.NextDataLine())
        {
            if (!lines.TryReadNumber(out long from) || !lines.TryReadNumber(out long to) || !lines.AtLineEnd())
            {
                throw source.Error(lines.Place, $"an edge must be two numbers, \"u v\"; found {lines.NextWord()}.");
            }

            if ((ulong)from >= (ulong)nodeCount || (ulong)to >= (ulong)nodeCount)
            {
                long wrong = (ulong)from >= (ulong)nodeCount ? from : to;
                string range = nodeCount == 0 ? "announces no node" : $"announces {nodeCount}, numbered 0 to {nodeCount - 1}";
                throw source.Error(lines.Place, $"edge {from} {to}: there is no node {wrong}; the header {range}. Correct the edge or the header.{MissingHeader}");
            }

            if (edges.Count == edgeCount)
            {
                throw source.Error(lines.Place, $"the header announces {edgeCount} edges, but more follow. Correct the header's second number.{MissingHeader}");
            }

            edges.TryAdd((int)from, (int)to);
        }

        if (edges.Count < edgeCount)
        {
            throw source.Error(lines.Place, $"the header announces {edgeCount} edges, but the file ends after {edges.Count}. Get the whole file, or correct the header's second number.");
        }

        return edges;
    }
}
