using BenchmarkDotNet.Attributes;
using Engine.Events;
using Engine.Host.Bench.Events;

namespace Engine.Benchmarks.Events;

/// <summary>What does it cost to bring an event of one of 16 types from a ready batch to its handler?</summary>
public class EventBenchmarks
{
    private const int BatchLength = 1_000;

    private readonly SpanRouter _spans = new();
    private readonly SingleRouter _singles = new();
    private EventBatch[] _batches = [];
    private Action _switch = null!, _table = null!, _mediator = null!, _channel = null!, _dataflow = null!;

    /// <summary>Events of an operation: more than a branch predictor learns.</summary>
    [Params(65_536)]
    public int Events { get; set; }

    [Params(false, true)]
    public bool Clustered { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var source = new EventSource(BenchmarkSettings.IsSmoke ? BatchLength : Events, Clustered);
        _batches = source.Batches(BatchLength, isWide: false);
        (EventTotals Totals, Action Run)[] peers = [.. EventPeers.All.Select(peer => peer.Create(source))];
        (_switch, _table, _mediator, _channel, _dataflow) = (peers[0].Run, peers[1].Run, peers[2].Run, peers[3].Run, peers[4].Run);
        Engine_spans();
        Engine_singles();
        foreach ((EventTotals totals, Action run) in peers)
        {
            run();
            BenchmarkChecks.ThrowIf(totals.Check(1) == _spans.Totals.Check(1) && totals.Check(1) == _singles.Totals.Check(1) ? null : "the totals of two ways");
        }
    }

    [Benchmark(Baseline = true)]
    public void Switch_per_event() => _switch();

    [Benchmark]
    public void Engine_spans()
    {
        foreach (EventBatch batch in _batches)
        {
            _spans.Dispatch(batch);
        }
    }

    [Benchmark]
    public void Engine_singles()
    {
        foreach (EventBatch batch in _batches)
        {
            _singles.Dispatch(batch);
        }
    }

    [Benchmark]
    public void Table_of_delegates() => _table();

    [Benchmark]
    public void Mediator_publications() => _mediator();

    [Benchmark]
    public void Channel_and_switch() => _channel();

    [Benchmark]
    public void ActionBlock_and_switch() => _dataflow();
}
