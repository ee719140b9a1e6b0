using System.Diagnostics;
using Engine.Internal;
using Engine.Runtime;

namespace Engine.Host.Bench.Durable;

/// <summary>A host with one shard, and callers of its one workflow of ten steps.</summary>
internal sealed class HostedRuns : IDisposable
{
    /// <summary>How many runs are started in one piece.</summary>
    public const int PieceLength = 1_000;

    /// <summary>So many pieces are fewer runs than a shard remembers of those that have ended: all of them can be asked for.</summary>
    public const int Pieces = 20;

    private static readonly long[] Inputs = [.. Enumerable.Range(0, PieceLength).Select(static i => (long)i)];

    private readonly WorkflowHost _host;
    private readonly HostedWorkflow<long, long> _workflow;
    private readonly Shard _shard;

    /// <summary>Starts a host, and as many runs as it remembers.</summary>
    /// <param name="folder">Null: nothing is kept.</param>
    /// <param name="workflow">The workflow.</param>
    /// <param name="callers">How many runs are under way at a time.</param>
    public HostedRuns(string? folder, IHostedWorkflow<long, long> workflow, int callers)
    {
        _host = new WorkflowHost(new WorkflowHostOptions { Folder = folder, ShardCount = 1, DrainFor = TimeSpan.Zero });
        _workflow = _host.Add(workflow);
        _host.StartAsync().GetAwaiter().GetResult();
        _shard = _host.ShardFor(key: null);
        Callers = new CallerRound(callers, input => _workflow.RunAsync(input));

        // From here on a run that ends makes room for another: what is measured goes on for ever.
        for (int runs = 0; runs <= new ShardOptions().MaxEndedRuns; runs += Pieces * PieceLength)
        {
            StartPieces(Pieces);
        }
    }

    /// <summary>Single starts.</summary>
    public CallerRound Callers { get; }

    /// <summary>Where the journal's last record ends.</summary>
    public long Appended => _shard.Journal.Appended;

    /// <summary>Writes of the journal so far, each with a sync.</summary>
    public long SyncedWrites => _shard.Journal is SegmentJournal journal ? journal.Writer.WriteCount : 0;

    /// <summary>Starts so many thousand runs in pieces and waits for the last of each.</summary>
    /// <returns>How long it took, in nanoseconds.</returns>
    public double StartPieces(int pieces)
    {
        long start = Stopwatch.GetTimestamp();
        var started = new Task<RunHandle<long>[]>[pieces];
        for (int piece = 0; piece < pieces; piece++)
        {
            started[piece] = _workflow.StartMany(Inputs);
        }

        foreach (Task<RunHandle<long>[]> piece in started)
        {
            RunHandle<long> last = piece.GetAwaiter().GetResult()[^1];
            TenSteps.Check(Inputs[^1], last.WaitAsync().AsTask().GetAwaiter().GetResult());
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    public void Dispose()
    {
        Callers.Dispose();
        ((IDisposable)_host).Dispose();
    }
}
