using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Engine.Graphs;

namespace Engine.Tests;

/// <summary>
/// One graph of the real test material with its known answers. Read by plain code of the tests' own, so that an error of the
/// host's readers cannot hide one of the planner.
/// </summary>
internal sealed record RealGraph(string Name, int NodeCount, int[] From, int[] To, long[] Costs, JsonElement Oracle)
{
    /// <summary>Builds the graph; self-loops are kept.</summary>
    public Digraph Build(bool withPredecessors = false)
    {
        using var builder = new DigraphBuilder { AllowSelfLoops = true };
        if (Costs.Length == 0)
        {
            builder.AddNodes(NodeCount);
        }
        else
        {
            builder.AddNodes(Costs);
        }

        for (int edge = 0; edge < From.Length; edge++)
        {
            builder.AddEdge(From[edge], To[edge]);
        }

        return builder.Build(withPredecessors);
    }

    public override string ToString() => Name;

    /// <summary>The names of the large edge lists, such as "grail_kegg.edges.gz".</summary>
    public static IEnumerable<string> LargeNames() => Names("graphs/oracle.json", "file");

    /// <summary>The names of the STG files, such as "50/rand0003.stg".</summary>
    public static IEnumerable<string> StgNames() => Names("stg/oracle.json", "file");

    /// <summary>The names of the workflow executions as stored, such as "helloworld-forkjoin-10-chameleon.json".</summary>
    public static IEnumerable<string> WfFormatNames() => Names("wfinstances/oracle.json", "stored_as");

    public static RealGraph Large(string name)
    {
        using StreamReader reader = Open("graphs/" + name);
        string line;
        do
        {
            line = reader.ReadLine()!;
        }
        while (line.StartsWith('#'));

        string[] header = line.Split(' ');
        int nodeCount = Int(header[0]), edgeCount = Int(header[1]);
        int[] from = new int[edgeCount], to = new int[edgeCount];
        for (int edge = 0; edge < edgeCount; edge++)
        {
            ReadOnlySpan<char> row = reader.ReadLine();
            int space = row.IndexOf(' ');
            from[edge] = Int(row[..space]);
            to[edge] = Int(row[(space + 1)..]);
        }

        return new RealGraph(name, nodeCount, from, to, [], Item("graphs/oracle.json", "file", name));
    }

    public static RealGraph Stg(string name)
    {
        var numbers = new List<int>();
        using (StreamReader reader = Open("stg/" + name))
        {
            while (reader.ReadLine() is { } line)
            {
                if (!line.TrimStart().StartsWith('#'))
                {
                    numbers.AddRange(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Int));
                }
            }
        }

        var from = new List<int>();
        var to = new List<int>();
        var costs = new List<long>();
        // The first number counts the tasks with or without the two dummies, depending on the file: read to the end instead.
        for (int at = 1; at < numbers.Count;)
        {
            int node = numbers[at++];
            costs.Add(numbers[at++]);
            int predecessors = numbers[at++];
            for (int i = 0; i < predecessors; i++)
            {
                from.Add(numbers[at++]);
                to.Add(node);
            }
        }

        return new RealGraph(name, costs.Count, [.. from], [.. to], [.. costs], Item("stg/oracle.json", "file", name));
    }

    /// <summary>Costs are microseconds.</summary>
    public static RealGraph WfFormat(string storedName)
    {
        using StreamReader reader = Open("wfinstances/" + storedName);
        using JsonDocument document = JsonDocument.Parse(reader.ReadToEnd());
        JsonElement workflow = document.RootElement.GetProperty("workflow");
        JsonElement tasks = workflow.GetProperty("specification").GetProperty("tasks");
        Dictionary<string, int> index = [];
        foreach (JsonElement task in tasks.EnumerateArray())
        {
            index.Add(task.GetProperty("id").GetString()!, index.Count);
        }

        long[] costs = new long[index.Count];
        foreach (JsonElement task in workflow.GetProperty("execution").GetProperty("tasks").EnumerateArray())
        {
            costs[index[task.GetProperty("id").GetString()!]] = (long)Math.Round(task.GetProperty("runtimeInSeconds").GetDecimal() * 1_000_000);
        }

        var from = new List<int>();
        var to = new List<int>();
        foreach (JsonElement task in tasks.EnumerateArray())
        {
            foreach (JsonElement parent in task.GetProperty("parents").EnumerateArray())
            {
                from.Add(index[parent.GetString()!]);
                to.Add(index[task.GetProperty("id").GetString()!]);
            }
        }

        return new RealGraph(storedName, index.Count, [.. from], [.. to], costs, Item("wfinstances/oracle.json", "stored_as", storedName));
    }

    /// <summary>The AT&amp;T "North" graphs.</summary>
    public static IEnumerable<RealGraph> North()
    {
        foreach (JsonElement item in Json("north/north_dags.json.gz").GetProperty("items").EnumerateArray())
        {
            (int[] from, int[] to) = Edges(item.GetProperty("edges"), static end => end.GetInt32());
            yield return new RealGraph(item.GetProperty("id").GetString()!, item.GetProperty("n").GetInt32(), from, to, [], item.GetProperty("oracle"));
        }
    }

    /// <summary>
    /// The small cases of other libraries' tests, as simple graphs: ids follow the names, numbers before text, so that the
    /// smallest id is the smallest name; edge weights are left out. <see cref="Oracle"/> is the whole case.
    /// </summary>
    public static IEnumerable<RealGraph> Cases()
    {
        foreach (JsonElement item in Json("cases/dag_cases.json").GetProperty("cases").EnumerateArray())
        {
            Dictionary<string, int> index = CaseNodes(item);
            (int[] from, int[] to) = Edges(item.GetProperty("edges"), end => index[end.GetRawText()]);
            yield return new RealGraph(item.GetProperty("id").GetString()!, index.Count, from, to, [], item);
        }
    }

    /// <summary>The id of each node name of a case, by its JSON text.</summary>
    public static Dictionary<string, int> CaseNodes(JsonElement item) => item.GetProperty("nodes").EnumerateArray()
        .OrderBy(static node => node.ValueKind == JsonValueKind.Number ? node.GetDouble() : double.MaxValue)
        .ThenBy(static node => node.GetRawText(), StringComparer.Ordinal)
        .Select(static (node, id) => (Name: node.GetRawText(), Id: id))
        .ToDictionary(static named => named.Name, static named => named.Id);

    private static (int[] From, int[] To) Edges(JsonElement edges, Func<JsonElement, int> node)
    {
        var from = new List<int>();
        var to = new List<int>();
        foreach (JsonElement edge in edges.EnumerateArray())
        {
            from.Add(node(edge[0]));
            to.Add(node(edge[1]));
        }

        return ([.. from], [.. to]);
    }

    private static IEnumerable<string> Names(string oracle, string key) => TestData.Folder is null
        ? []
        : Json(oracle).GetProperty("items").EnumerateArray().Select(item => item.GetProperty(key).GetString()!);

    private static JsonElement Item(string oracle, string key, string name)
        => Json(oracle).GetProperty("items").EnumerateArray().First(item => item.GetProperty(key).GetString() == name);

    private static readonly Dictionary<string, JsonElement> Documents = [];

    private static JsonElement Json(string relativePath)
    {
        lock (Documents)
        {
            if (!Documents.TryGetValue(relativePath, out JsonElement root))
            {
                using StreamReader reader = Open(relativePath);
                using JsonDocument document = JsonDocument.Parse(reader.ReadToEnd());
                Documents.Add(relativePath, root = document.RootElement.Clone());
            }

            return root;
        }
    }

    private static StreamReader Open(string relativePath)
    {
        Stream stream = File.OpenRead(TestData.File(relativePath));
        return new StreamReader(relativePath.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
    }

    private static int Int(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int Int(string text) => Int(text.AsSpan());
}
