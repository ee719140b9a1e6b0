using System.Threading.Channels;
using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A shard that owns runs of one hosted workflow, as a process has it.</summary>
internal sealed class HostedShard<TIn, TOut> : IHostedWorkflowSink<TIn, TOut>
{
    private const string Key = "the run";

    private readonly Channel<bool> _wakes = Channel.CreateUnbounded<bool>();
    private RunTable _table = null!;
    private Func<TIn, int> _start = null!;
    private Func<int, TOut> _outputOf = null!;

    public HostedShard(IHostedWorkflow<TIn, TOut> workflow, IJournal journal)
    {
        Shard = new Shard(1, journal, isKept: true, TimeProvider.System, new ShardOptions { MaxRecoveries = int.MaxValue, CleanFromBytes = long.MaxValue }, () => _wakes.Writer.TryWrite(true));
        workflow.AddTo(this);
    }

    public Shard Shard { get; }

    public bool HasRun => _table.TryFind(Key, out _);

    public RunStatus Status => Shard.InfoOf(Slot).Status;

    public Exception? Exception => Shard.InfoOf(Slot).Exception;

    public TOut Output => _outputOf(Slot);

    private int Slot => _table.TryFind(Key, out int slot) ? slot : throw new InvalidOperationException("The run is gone.");

    public void Add<TDefinition, TState>(TDefinition definition)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>, IHostedDefinition<TState>
        where TState : struct
    {
        var table = new RunTable<TDefinition, TState, TIn, TOut>(Shard, 0, definition);
        Shard.Tables.Add(table);
        _table = table;
        _start = input => table.Start(Shard.NextId(), Key, in input, Shard.NowMs);
        _outputOf = table.OutputOf;
    }

    /// <summary>Takes in what a journal has, and goes on.</summary>
    public void Recover(IEnumerable<(long Position, byte[] Record)> records)
    {
        foreach ((long position, byte[] record) in records)
        {
            Shard.Fold(position, record);
        }

        Assert.Empty(Shard.Held);
    }

    public void Start(TIn input) => _start(input);

    /// <summary>The names of the steps that have ended and will not be called again.</summary>
    public IEnumerable<string> EndedSteps() => Enumerable.Range(0, _table.StepCount)
        .Where(stepIndex => _table.StatusOf(Slot, stepIndex) is StepStatus.Completed or StepStatus.Skipped)
        .Select(stepIndex => _table.StepName(stepIndex));

    /// <summary>What has happened in the run, as a person reads it.</summary>
    public string History => RunDescription.History(Shard, Slot).ToString();

    /// <summary>Writes the run as a whole, in place of its history.</summary>
    public byte[] Image()
    {
        var buffer = new RecordBuffer();
        var cursor = default(ImageCursor);
        Assert.True(_table.WriteImage(Slot, buffer, ref cursor));
        return buffer.Written.ToArray();
    }

    /// <summary>Ticks until the run has ended.</summary>
    /// <param name="write">Lets the disk write, where one is simulated.</param>
    public async Task EndAsync(Action? write = null)
    {
        while (true)
        {
            bool goesOn;
            do
            {
                // What has reached the disk in this turn is for the next one to see.
                long durable = Shard.Journal.Durable;
                goesOn = Shard.Tick();
                write?.Invoke();
                goesOn |= Shard.Journal.Durable != durable;
            }
            while (goesOn);

            if (Shard.InfoOf(Slot).Phase == RunPhase.Ended)
            {
                return;
            }

            // Until something comes, or is due: a machine that stands still for a while lets deadlines pass.
            long nextMs = Shard.NextMs();
            using var due = new CancellationTokenSource();
            if (nextMs != long.MaxValue)
            {
                due.CancelAfter(TimeSpan.FromMilliseconds(Math.Clamp(nextMs - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), 1, int.MaxValue)));
            }

            try
            {
                await _wakes.Reader.ReadAsync(due.Token).AsTask().Within();
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}
