using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine.Runtime;

namespace Engine.Host.Bench.Durable;

/// <summary>
/// Many runs that wait for something outside: the managed bytes that each of them takes beyond its values, and the processor time that goes on while
/// nothing is due. The time is that of their start.
/// </summary>
internal sealed class IdleRuns : IBenchSubject, IDisposable
{
    private const int Piece = 1_000;
    private const int Windows = 5;

    /// <summary>A step of <see cref="Waiting"/> is called when the one before it has ended.</summary>
    private const int StepsUntilItWaits = 3;

    private readonly int _runs;
    private readonly WorkflowHost _host;
    private readonly HostedWorkflow<long, long> _workflow;

    /// <param name="runs">How many; a thousand at least.</param>
    public IdleRuns(int runs)
    {
        _runs = Math.Max(Piece, runs / Piece * Piece);
        _host = new WorkflowHost(new WorkflowHostOptions { ShardCount = 1, Shard = new ShardOptions { MaxRuns = _runs + 1 }, DrainFor = TimeSpan.Zero });
        _workflow = _host.Add(new Waiting());
        _host.StartAsync().GetAwaiter().GetResult();
    }

    public int UnitCount => StepsUntilItWaits;

    public long Size => _runs;

    public string? Check() => null;

    public BenchMeasurement Measure(BenchEffort effort)
    {
        // What the first run leads to once for all is no run's.
        _workflow.StartAsync(0).AsTask().GetAwaiter().GetResult();
        WaitUntilAllWait(1);
        long before = GC.GetTotalMemory(forceFullCollection: true), start = Stopwatch.GetTimestamp();
        StartAll();
        WaitUntilAllWait(_runs + 1);
        double elapsedNs = Stopwatch.GetElapsedTime(start).TotalNanoseconds / _runs;
        long after = GC.GetTotalMemory(forceFullCollection: true);
        return new BenchMeasurement
        {
            MedianNs = elapsedNs,
            P10Ns = elapsedNs,
            P90Ns = elapsedNs,
            Operations = _runs,
            BytesPerOperation = ((double)(after - before) / _runs) - Unsafe.SizeOf<Waiting.State>(),
            Ratio = null,
            Hosted = new HostedFigures { CpuShare = CpuShare(TimeSpan.FromMilliseconds(effort.CaseMs / 10)) },
        };
    }

    public void Dispose() => ((IDisposable)_host).Dispose();

    private void StartAll()
    {
        long[] inputs = new long[Piece];
        for (int run = 0; run < _runs; run += Piece)
        {
            _workflow.StartMany(inputs).GetAwaiter().GetResult();
        }
    }

    private void WaitUntilAllWait(int runs)
    {
        var spinner = default(SpinWait);
        while (_host.Health().Shards[0].StepCount < (long)runs * StepsUntilItWaits)
        {
            spinner.SpinOnce();
        }
    }

    /// <summary>The median over windows in which this thread sleeps, too.</summary>
    private static double CpuShare(TimeSpan window)
    {
        double[] shares = new double[Windows];
        using var never = new ManualResetEventSlim(initialState: false, spinCount: 1);
        for (int i = 0; i < Windows; i++)
        {
            TimeSpan used = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            never.Wait(window);
            shares[i] = (Environment.CpuUsage.TotalTime - used) / Stopwatch.GetElapsedTime(start);
        }

        return Statistics.Median(shares);
    }
}
