using System.Buffers.Binary;
using Engine.Internal;
using Engine.Runtime;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>Runs that say more than a record holds, in a journal that is cleaned all the time, cut off at every record.</summary>
public class LargeRunTests
{
    private const int MaxRecordBytes = 600;

    private readonly Random _random;
    private readonly TaskGraph _graph;
    private readonly TaskGraph _filler = TaskGraph.Create("filler", [new TaskSpec("t", "fill")]);
    private readonly ActivityTable _activities = new();
    private readonly List<(string Id, TaskCompletionSource<ReadOnlyMemory<byte>> Body)> _bodies = [];
    private readonly List<string> _called = [];

    public LargeRunTests()
        : this(1)
    {
    }

    private LargeRunTests(int seed)
    {
        _random = new Random(seed);
        int count = _random.Next(20, 60);
        _graph = TaskGraph.Create(
            "large", [.. Enumerable.Range(0, count).Select(i => new TaskSpec($"t{i}", "body") { DependsOn = [.. Enumerable.Range(0, i).Where(_ => _random.Next(i) < 1).Select(static j => $"t{j}")] })]);
        _activities.Add("fill", static (_, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[400]));
        _activities.Add("body", (call, _) =>
        {
            _called.Add(call.TaskId);
            if (_random.Next(3) == 0)
            {
                return ValueTask.FromResult(Result(call.TaskId));
            }

            var body = new TaskCompletionSource<ReadOnlyMemory<byte>>();
            _bodies.Add((call.TaskId, body));
            return new ValueTask<ReadOnlyMemory<byte>>(body.Task);
        });
    }

    [Property(MaxTest = 40)]
    public void Run_is_the_same_from_any_place_of_a_journal_that_is_cleaned(int seed) => new LargeRunTests(seed).CheckCuts();

    private void CheckCuts()
    {
        var journal = new CleanedJournal(MaxRecordBytes);
        (Shard shard, RunTable<TaskInput, TaskResults> table) = Open(journal, maxEndedRuns: 1);
        var fillers = (RunTable<TaskInput, TaskResults>)shard.Tables[1];
        shard.Recovered(0);
        int slot = table.Start(shard.NextId(), "key", new TaskInput(new byte[_random.Next(500)]), shard.NowMs);
        ulong id = shard.InfoOf(slot).Id;
        var cuts = new List<(List<(long, byte[])> Records, string[] Ended)>();
        journal.Appending = () => cuts.Add((journal.Needed(), [.. Ended(shard, table, id)]));

        // Records that are needed stand for what has happened when they were written; the journal keeps that much, and no more.
        for (int round = 0; shard.TryFind(new RunId(id), out slot) && shard.InfoOf(slot).Phase != RunPhase.Ended; round++)
        {
            Assert.True(round < 10_000, "The run does not end.");

            // Runs that end and are forgotten leave room to clean: what the large one has said is written again and again.
            fillers.Start(shard.NextId(), null, default, shard.NowMs);
            shard.Tick();
            if (_bodies.Count > 0)
            {
                int one = _random.Next(_bodies.Count);
                (string name, TaskCompletionSource<ReadOnlyMemory<byte>> body) = _bodies[one];
                _bodies.RemoveAt(one);
                body.SetResult(Result(name));
            }
        }

        Assert.Contains(journal.All, static record => record[0] == (byte)RecordKind.RunImageRest);
        Assert.Equal(_graph.Count, _called.Count);
        Check(table.OutputOf(slot));
        foreach ((List<(long Position, byte[] Record)> records, string[] ended) in cuts.Where((_, index) => index % 7 == _random.Next(7)).Append((journal.Needed(), [.. Ended(shard, table, id)])))
        {
            CheckCut(records, ended, id);
        }
    }

    /// <summary>What another process makes of the records: it has what had ended when the last of them was written, and goes on to the same end.</summary>
    private void CheckCut(List<(long Position, byte[] Record)> records, string[] ended, ulong id)
    {
        _called.Clear();
        _bodies.Clear();
        var journal = new CleanedJournal(MaxRecordBytes, records[^1].Position);
        (Shard shard, RunTable<TaskInput, TaskResults> table) = Open(journal, maxEndedRuns: 1000);
        foreach ((long position, byte[] record) in records)
        {
            shard.Fold(position, record);
        }

        Assert.Empty(shard.Held);
        Assert.Equal(ended, Ended(shard, table, id));
        shard.Recovered(0);
        for (int round = 0; shard.TryFind(new RunId(id), out int at) && shard.InfoOf(at).Phase != RunPhase.Ended; round++)
        {
            Assert.True(round < 10_000, "The run does not end.");
            shard.Tick();
            foreach ((string name, TaskCompletionSource<ReadOnlyMemory<byte>> body) in _bodies)
            {
                body.SetResult(Result(name));
            }

            _bodies.Clear();
        }

        Assert.True(shard.TryFind(new RunId(id), out int slot));
        Assert.Equal(Enumerable.Range(0, _graph.Count).Select(_graph.IdOf).Except(ended).Order(), _called.Order());
        Check(table.OutputOf(slot));
    }

    private static IEnumerable<string> Ended(Shard shard, RunTable table, ulong id) => shard.TryFind(new RunId(id), out int slot)
        ? Enumerable.Range(0, table.StepCount).Where(stepIndex => table.StatusOf(slot, stepIndex) == StepStatus.Completed).Select(table.StepName).Order()
        : [];

    /// <summary>A result of up to 300 bytes that the task's id decides.</summary>
    private static ReadOnlyMemory<byte> Result(string id)
    {
        int number = int.Parse(id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        byte[] result = new byte[4 + (number * 37 % 300)];
        BinaryPrimitives.WriteInt32LittleEndian(result, number);
        return result;
    }

    private void Check(TaskResults results) =>
        Assert.All(Enumerable.Range(0, _graph.Count), position => Assert.Equal(Result(_graph.IdOf(position)).ToArray(), results[position].ToArray()));

    private (Shard Shard, RunTable<TaskInput, TaskResults> Table) Open(IJournal journal, int maxEndedRuns)
    {
        var shard = new Shard(1, journal, isKept: true, new FakeTimeProvider(), new ShardOptions { CleanFromBytes = 64, MaxEndedRuns = maxEndedRuns, MaxRecoveries = int.MaxValue });
        var table = new RunTable<TaskDefinition, TaskState, TaskInput, TaskResults>(shard, 0, new TaskDefinition(_graph, _activities.BodiesOf(_graph)));
        shard.Tables.Add(table);
        shard.Tables.Add(new RunTable<TaskDefinition, TaskState, TaskInput, TaskResults>(shard, 1, new TaskDefinition(_filler, _activities.BodiesOf(_filler))));
        return (shard, table);
    }
}
