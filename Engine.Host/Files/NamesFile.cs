namespace Engine.Host.Files;

/// <summary>The names beside an edge list: "graph.names" or "graph.names.gz" for "graph.edges"; line i names node i.</summary>
internal static class NamesFile
{
    /// <summary>Reads the names beside a graph, or null when there is no such file.</summary>
    /// <exception cref="Cli.UserError">The file is damaged, or has not one name per node.</exception>
    public static Utf8Names? ReadBeside(GraphSource graph, int nodeCount)
    {
        string directory = Path.GetDirectoryName(graph.Path) ?? "";
        string stem = Path.Combine(directory, Path.GetFileNameWithoutExtension(graph.Name));
        string path = File.Exists(stem + ".names") ? stem + ".names" : stem + ".names.gz";
        return graph.Extension == ".edges" && File.Exists(path) ? Read(path, nodeCount) : null;
    }

    private static Utf8Names Read(string path, int nodeCount)
    {
        using GraphSource source = GraphSource.Open(path, allowEmpty: true);
        var lines = new LineScanner(source);
        var names = new Utf8Names();
        while (lines.NextLine())
        {
            if (names.Count == nodeCount)
            {
                if (lines.Rest.Trim(" \t"u8).IsEmpty)
                {
                    // Editors leave blank lines at the end.
                    continue;
                }

                throw source.Error(lines.Place, $"there are more names than the graph's {nodeCount} nodes. Give one name per line and node.");
            }

            if (!names.TryAdd(lines.Rest))
            {
                throw source.Error(lines.Place, "the names are longer than 2 GiB together. Shorten them.");
            }
        }

        if (names.Count < nodeCount)
        {
            throw source.Error("", $"there are {names.Count} names for the graph's {nodeCount} nodes. Give one name per line and node.");
        }

        return names;
    }
}
