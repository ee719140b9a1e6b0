using System.Buffers.Binary;
using Engine.Runtime;

namespace Engine.Tests.Crash;

/// <summary>
/// Graphs of tasks that arrive while the program works: a new one for every fifty runs. A task gives its place times the run's number, and what it depends on.
/// Each writes that it runs before it returns.
/// </summary>
public sealed partial class Deliveries(Ledger ledger)
{
    /// <summary>Runs of one graph.</summary>
    public const int RunsPerGraph = 50;

    /// <summary>Tasks in their order, with what each depends on.</summary>
    private static readonly string[] Shapes =
    [
        "pick; pack:pick; weigh:pick; label:pack,weigh; ship:label; bill:label",
        "a; b; c; d:a,b; e:b,c; f:a,c; g:d,e,f; h:g; i:g; j:h,i; k:j,a",
        "one; two:one; three:two; four:three; five:four; six:five; seven:six; eight:seven",
    ];

    /// <summary>The graph of a run.</summary>
    public static long GraphOf(long run) => run / RunsPerGraph;

    /// <summary>The tasks of a graph with their dependencies.</summary>
    public static (string Task, string[] DependsOn)[] Tasks(long graph) => [.. Shapes[graph % Shapes.Length].Split("; ").Select(static text =>
        text.Split(':') is [var task, var dependencies] ? (task, dependencies.Split(',')) : (text, Array.Empty<string>()))];

    public static TaskGraph ToGraph(long graph) => TaskGraph.Create(
        $"deliveries-{graph}", [.. Tasks(graph).Select(static (task, place) => new TaskSpec(task.Task, place % 3 == 0 ? "at once" : "later") { DependsOn = task.DependsOn })]);

    /// <summary>What a run gets: its number, and the time for attempts after one that failed.</summary>
    public static TaskInput ToInput(long run) => new(ToBytes(run), new TaskOptions { Retries = 2, DelayMs = 1 });

    /// <summary>What a run gives: the sum of what no other task depends on.</summary>
    public static long OutputOf(TaskResults results) => results.Output.Sum(static one => BinaryPrimitives.ReadInt64LittleEndian(one.Value.Span));

    [Activity("at once")]
    public byte[] AtOnce(ActivityCall call) => Do(call);

    [Activity("later")]
    public async ValueTask<ReadOnlyMemory<byte>> LaterAsync(ActivityCall call, CancellationToken token)
    {
        long run = BinaryPrimitives.ReadInt64LittleEndian(call.Input.Span);
        await Task.Delay((int)(run % 4), token);
        byte[] result = Do(call);
        return run % 5 == 0 && call.Attempt == 1 ? throw new IOException("the first attempt fails") : result;
    }

    private byte[] Do(ActivityCall call)
    {
        long run = BinaryPrimitives.ReadInt64LittleEndian(call.Input.Span);
        string task = call.TaskId;
        long value = run * (1 + Array.FindIndex(Tasks(GraphOf(run)), one => one.Task == task));
        for (int index = 0; index < call.DependencyCount; index++)
        {
            value += BinaryPrimitives.ReadInt64LittleEndian(call.ResultOf(index).Span);
        }

        ledger.Write(task, run, call.Attempt);
        return ToBytes(value);
    }

    private static byte[] ToBytes(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
