// Runs graphs of tasks that are put together at run time, kept in a folder: one per number of words, and
// finds the outcomes again in a second host. Ends with 1 if one of them is not what it must be.
using System.Text;
using Engine.Runtime;
using RunTimeTasksSample;

const int Graphs = 8;
string folder = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("tasks-").FullName;
var input = new TaskInput("to be or not to be that is the question"u8.ToArray(), new TaskOptions { Retries = 2, TimeoutMs = 60_000 });

(TaskGraph Graph, string Expected)[] graphs = [.. Enumerable.Range(1, Graphs).Select(static words => (Sentence(words), Expected(words)))];
var runs = new RunId[graphs.Length];
var activities = new TextActivities();
await using (WorkflowHost host = await StartAsync())
{
    for (int i = 0; i < graphs.Length; i++)
    {
        var sentence = (HostedWorkflow<TaskInput, TaskResults>)host.Find(graphs[i].Graph.Name)!;
        RunHandle<TaskResults> run = await sentence.StartAsync(input, key: "the question");
        runs[i] = run.Id;
        if (!Check(graphs[i], await run.WaitAsync()))
        {
            return 1;
        }
    }
}

int calls = activities.Calls;
await using (WorkflowHost host = await StartAsync())
{
    for (int i = 0; i < graphs.Length; i++)
    {
        var sentence = (HostedWorkflow<TaskInput, TaskResults>)host.Find(graphs[i].Graph.Name)!;
        if (!Check(graphs[i], await sentence.Find(runs[i]).WaitAsync()))
        {
            return 1;
        }
    }
}

int expectedCalls = graphs.Sum(static one => one.Graph.Count) - Graphs;     // all but one pause in each
Console.WriteLine($"{graphs.Length} graphs, {calls} calls for {expectedCalls}, none of them again in the second host: {(activities.Calls == calls ? "true" : "false")}");
return calls == expectedCalls && activities.Calls == calls ? 0 : 1;

async Task<WorkflowHost> StartAsync()
{
    var table = new ActivityTable();
    table.Add(activities);
    var host = new WorkflowHost(new WorkflowHostOptions { Folder = folder, ShardCount = 1 });
    foreach ((TaskGraph graph, _) in graphs)
    {
        await host.AddAsync(graph, table);          // before the host starts: what the folder holds of it goes on
    }

    await host.StartAsync();
    return host;
}

static bool Check((TaskGraph Graph, string Expected) graph, TaskResults results)
{
    string sentence = Encoding.UTF8.GetString(results["sentence"].Span);
    if (sentence != graph.Expected)
    {
        Console.Error.WriteLine($"{graph.Graph.Name}: '{sentence}' and not '{graph.Expected}'");
    }

    return sentence == graph.Expected;
}

// word-0 .. word-n, each made upper case, joined in the end; and a pause beside them that the run waits for.
static TaskGraph Sentence(int words)
{
    var tasks = new List<TaskSpec> { new("rest", "pause") };
    var parts = new List<string>();
    for (int number = 0; number < words; number++)
    {
        tasks.Add(new TaskSpec($"word-{number}", "split"));
        tasks.Add(new TaskSpec($"upper-{number}", "upper") { DependsOn = [$"word-{number}"] });
        parts.Add($"upper-{number}");
    }

    tasks.Add(new TaskSpec("joined", "join") { DependsOn = parts });
    tasks.Add(new TaskSpec("sentence", "join") { DependsOn = ["joined"] });
    return TaskGraph.Create($"sentence of {words}", tasks);
}

static string Expected(int words) => string.Join(' ', "TO BE OR NOT TO BE THAT IS THE QUESTION".Split(' ').Take(words));
