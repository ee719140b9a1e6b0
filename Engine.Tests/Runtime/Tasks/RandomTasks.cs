using System.Buffers.Binary;
using System.Collections.Concurrent;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>
/// A task graph drawn by chance, given in any order, whose tasks mix the input with the results of those before: a task that runs too early, twice, or on
/// the result of another one shows in the output. What the results must be is worked out by recursion.
/// </summary>
internal sealed class RandomTasks
{
    private readonly Dictionary<string, TaskSpec> _specs;
    private readonly Random _random;
    private readonly Lock _gate = new();

    public RandomTasks(int seed, int maxTasks = 40, string name = "random")
    {
        _random = new Random(seed);
        int count = _random.Next(1, maxTasks + 1);
        var specs = new List<TaskSpec>(count);
        for (int i = 0; i < count; i++)
        {
            string[] dependsOn = [.. Enumerable.Range(0, i).Where(_ => _random.Next(0, i) < 2).OrderBy(_ => _random.Next()).Select(static earlier => $"t{earlier}")];
            specs.Add(new TaskSpec($"t{i}", _random.Next(3) == 0 ? "mix later" : "mix") { DependsOn = dependsOn, Cost = _random.Next(0, 5) });
        }

        TaskSpec[] shuffled = [.. specs.OrderBy(_ => _random.Next())];
        _specs = specs.ToDictionary(static spec => spec.Id);
        Graph = TaskGraph.Create(name, shuffled);
        Activities.Add("mix", (call, _) => ValueTask.FromResult(Mix(call)));
        Activities.Add("mix later", async (call, _) =>
        {
            await Task.Yield();
            return Mix(call);
        });
    }

    public TaskGraph Graph { get; }

    public ActivityTable Activities { get; } = new();

    /// <summary>The tasks in the order in which their bodies were called.</summary>
    public ConcurrentQueue<string> Called { get; } = new();

    /// <summary>Every so many calls, drawn by chance, one fails; 0 for none.</summary>
    public int FailsOneOf { get; set; }

    public IReadOnlyCollection<string> DependenciesOf(string id) => [.. _specs[id].DependsOn];

    public static TaskInput Input(ulong value, TaskOptions options = default)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return new TaskInput(bytes, options);
    }

    /// <summary>What every task must give.</summary>
    public Dictionary<string, ulong> Expected(ulong input)
    {
        var results = new Dictionary<string, ulong>();
        ulong Of(string id)
        {
            if (!results.TryGetValue(id, out ulong result))
            {
                result = results[id] = Mix(id, input, _specs[id].DependsOn.Select(Of));
            }

            return result;
        }

        foreach (string id in _specs.Keys)
        {
            _ = Of(id);
        }

        return results;
    }

    public void CheckResults(ulong input, TaskResults results)
    {
        foreach ((string id, ulong expected) in Expected(input))
        {
            Assert.Equal(expected, Value(results[id]));
        }

        string[] sinks = [.. Graph.Tasks.Select(static task => task.Id).Where(id => !_specs.Values.Any(spec => spec.DependsOn.Contains(id)))];
        Assert.Equal(sinks, results.Output.Select(static one => one.Key));
        Assert.All(results.Output, one => Assert.Equal(Expected(input)[one.Key], Value(one.Value)));
    }

    private static ulong Value(ReadOnlyMemory<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);

    private ReadOnlyMemory<byte> Mix(ActivityCall call)
    {
        Called.Enqueue(call.TaskId);
        if (FailsOneOf > 0)
        {
            lock (_gate)
            {
                if (_random.Next(FailsOneOf) == 0)
                {
                    throw new InvalidOperationException($"{call.TaskId} fails at attempt {call.Attempt}");
                }
            }
        }

        Assert.Equal(_specs[call.TaskId].DependsOn, Enumerable.Range(0, call.DependencyCount).Select(index => call.DependencyId(index)));
        byte[] result = new byte[8];
        ActivityCall made = call;
        BinaryPrimitives.WriteUInt64LittleEndian(
            result, Mix(call.TaskId, Value(call.Input), Enumerable.Range(0, call.DependencyCount).Select(index => Value(index % 2 == 0 ? made.ResultOf(index) : made.ResultOf(made.DependencyId(index))))));
        return result;
    }

    private static ulong Mix(string id, ulong input, IEnumerable<ulong> results)
    {
        ulong mixed = input;
        foreach (char letter in id)
        {
            mixed = (mixed ^ letter) * 0x9E3779B97F4A7C15;
        }

        foreach (ulong result in results)
        {
            mixed = (ulong.RotateLeft(mixed, 5) ^ result) * 0xBF58476D1CE4E5B9;
        }

        return mixed;
    }
}
