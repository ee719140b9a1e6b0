namespace Engine.Host.Bench.Execution;

/// <summary>
/// Baseline: the bodies of a graph's steps on two threads that know nothing of each other, half of them each. What no executor
/// can beat. The second thread lives as long as the process and sleeps between calls.
/// </summary>
#pragma warning disable CA1001 // The semaphore is never waited on by its handle, so it holds nothing to dispose.
internal sealed class FreeThreads
#pragma warning restore CA1001
{
    private readonly int _nodeCount;
    private readonly Func<int, long, long> _work;
    private readonly SemaphoreSlim _begin = new(0);
    private int _runs;
    private bool _isReady;
    private bool _mayBegin;
    private bool _hasEnded;
    private long _sink;

    public FreeThreads(ShapeGraph graph, Func<int, long, long> work)
    {
        _nodeCount = graph.NodeCount;
        _work = work;
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public long Run(long input, int runs)
    {
        _runs = runs;
        Volatile.Write(ref _isReady, false);
        Volatile.Write(ref _mayBegin, false);
        Volatile.Write(ref _hasEnded, false);
        _begin.Release();

        // Without its wake-up: both have a core before either begins.
        while (!Volatile.Read(ref _isReady))
        {
            Thread.SpinWait(1);
        }

        Volatile.Write(ref _mayBegin, true);
        long value = Half(0, _nodeCount / 2, input);
        while (!Volatile.Read(ref _hasEnded))
        {
            Thread.SpinWait(1);
        }

        return value;
    }

    private void Serve()
    {
        while (true)
        {
            _begin.Wait();
            Volatile.Write(ref _isReady, true);
            while (!Volatile.Read(ref _mayBegin))
            {
                Thread.SpinWait(1);
            }

            _sink += Half(_nodeCount / 2, _nodeCount, _sink);
            Volatile.Write(ref _hasEnded, true);
        }
    }

    private long Half(int from, int to, long value)
    {
        for (int run = 0; run < _runs; run++)
        {
            for (int node = from; node < to; node++)
            {
                value = _work(node, value);
            }
        }

        return value;
    }
}
