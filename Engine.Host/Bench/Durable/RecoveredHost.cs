using System.Diagnostics;
using Engine.Runtime;

namespace Engine.Host.Bench.Durable;

/// <summary>The folder of a host that has ended and one after another goes on with: how long does it take until it has started?</summary>
internal sealed class RecoveredHost : IDisposable
{
    private const int Piece = 1_000;

    /// <summary>A journal is cut by whole segments. Small ones are needed to see that with some thousand runs, and not with a million.</summary>
    private static readonly JournalOptions Journal = new() { SegmentBytes = 1 << 20 };

    private readonly BenchFolder _folder;
    private readonly ShardOptions _shard;
    private readonly int _definitions;
    private readonly bool _isSpread;

    /// <summary>Fills a folder.</summary>
    /// <param name="parent">Where it is made.</param>
    /// <param name="ended">How many runs of ten steps end.</param>
    /// <param name="remembered">How many of them are remembered.</param>
    /// <param name="waiting">How many wait in their third step, after two that are recorded.</param>
    /// <param name="definitions">How many workflows the host has whose runs wait.</param>
    /// <param name="isSpread">Whether the runs that wait are spread over them; else all are of the first.</param>
    public RecoveredHost(string parent, int ended, int remembered, int waiting, int definitions = 1, bool isSpread = false)
    {
        _folder = new BenchFolder(parent);
        _shard = new ShardOptions { MaxEndedRuns = remembered };
        _definitions = definitions;
        _isSpread = isSpread;
        Waiting = waiting;
        Fill(ended);
    }

    /// <summary>How many runs go on.</summary>
    public int Waiting { get; }

    /// <summary>Starts a host and stops it again.</summary>
    /// <returns>How long the start took, in nanoseconds.</returns>
    public double Start()
    {
        using IDisposable owned = NewHost(out WorkflowHost host, out _, out _);
        long start = Stopwatch.GetTimestamp();
        host.StartAsync().GetAwaiter().GetResult();
        double elapsedNs = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        long found = host.Health().RunCount;
        return found == Waiting ? elapsedNs : throw new InvalidOperationException($"{found} of {Waiting} runs went on.");
    }

    public void Dispose() => _folder.Dispose();

    private WorkflowHost NewHost(out WorkflowHost host, out HostedWorkflow<long, long> ten, out HostedWorkflow<long, long>[] waiting)
    {
        host = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Sub("host"), ShardCount = 1, Shard = _shard, Journal = Journal, DrainFor = TimeSpan.Zero });
        ten = host.Add(new TenRecorded());
        waiting = new HostedWorkflow<long, long>[_definitions];
        for (int number = 0; number < _definitions; number++)
        {
            waiting[number] = host.Add(new NamedWaiting($"Waiting{number}"));
        }

        return host;
    }

    private void Fill(int ended)
    {
        using IDisposable owned = NewHost(out WorkflowHost host, out HostedWorkflow<long, long> ten, out HostedWorkflow<long, long>[] waiting);
        host.StartAsync().GetAwaiter().GetResult();
        if (_isSpread)
        {
            for (int number = 0; number < waiting.Length; number++)
            {
                Start(waiting[number], (Waiting / waiting.Length) + (number < Waiting % waiting.Length ? 1 : 0));
            }
        }
        else
        {
            Start(waiting[0], Waiting);
        }

        Start(ten, ended);
        var spinner = default(SpinWait);
        while (host.Health().RunCount != Waiting)
        {
            spinner.SpinOnce();
        }
    }

    private static void Start(HostedWorkflow<long, long> workflow, int runs)
    {
        for (int left = runs; left > 0; left -= Piece)
        {
            workflow.StartMany(new long[Math.Min(left, Piece)]).GetAwaiter().GetResult();
        }
    }
}
