using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution.Simulation;

/// <summary>
/// What a run meets: bodies that end as scripted, a clock, a caller who may cancel, and a scheduler that decides what happens
/// next. All of it on one thread and drawn from one seed. It keeps the log of the bodies, which is what the trace of the
/// executor is judged by.
/// </summary>
internal sealed partial class World : IStepBodies
{
    private const int MaxActions = 100_000;
    private const int MaxDepth = 3;

    private readonly Func<int, int, Outcome> _script;
    private readonly Func<int, int>? _choose;
    private readonly int[] _attempts;
    private readonly Lock _gate = new();
    private int _depth;
    private int _inside;

    /// <param name="plan">The workflow.</param>
    /// <param name="script">What the attempts of a step (or, above the steps, compensation) do.</param>
    /// <param name="choose">Chooses what happens next, from 0 to below its argument; without it the oldest pending body ends, then the next timer fires.</param>
    public World(DynamicPlan plan, Func<int, int, Outcome> script, Func<int, int>? choose = null)
    {
        Plan = plan;
        _script = script;
        _choose = choose;
        _attempts = new int[plan.Steps.Length + plan.CompensationCount];
        _started = new bool[plan.Steps.Length];
        _retrying = new bool[plan.Steps.Length];
        _ended = new bool[plan.Steps.Length];
    }

    public DynamicPlan Plan { get; }

    public SimulatedTime Time { get; init; } = new();

    public CancellationTokenSource Caller { get; init; } = new();

    public bool IsCallerCancelled => Caller.IsCancellationRequested;

    /// <summary>The action in which the caller cancelled, -1 if not.</summary>
    public int CancelAction { get; private set; } = -1;

    /// <summary>
    /// A step that takes a token ties the run to the caller's. Without one a cancellation is noticed before the next step starts.
    /// </summary>
    public bool CancelIsNoticedAtOnce { get; private set; }

    /// <summary>Before which action the caller cancels, -1 for never; 0 is before the run.</summary>
    public int CancelBefore { get; init; } = -1;

    /// <summary>Whether the run gets a token that the caller can cancel.</summary>
    public bool MayCancel { get; init; } = true;

    /// <summary>How often in a hundred a timer fires though a body could end.</summary>
    public int TimerPercent { get; init; } = 30;

    /// <summary>The limit given to the run.</summary>
    public int Degree { get; init; }

    public long WorkflowInput { get; init; } = 1;

    /// <summary>Time went on while a body ran: what became due meanwhile is late.</summary>
    public bool LetsTimePass { get; private set; }

    /// <summary>Bodies are called on several threads at once.</summary>
    public bool IsConcurrent { get; init; }

    /// <summary>How many times a thread of a concurrent world spins inside a body.</summary>
    public int SpinsInBody { get; init; }

    /// <summary>Lets another worker of a parallel run take a turn while a body runs. True: it ran a step.</summary>
    public Func<bool>? OtherWorker { get; set; }

    /// <summary>How often a body began while another one of the same parallel run had not ended.</summary>
    public int Overlaps { get; private set; }

    /// <summary>How many actions the scheduler has taken.</summary>
    public int Action { get; private set; }

    public List<PendingBody> Pending { get; } = [];

    /// <summary>How many bodies were pending at once.</summary>
    public int MostPending { get; private set; }

    /// <summary>How often a pending body ended while another body was being called.</summary>
    public int EndsWithinBodies { get; private set; }

    public List<BodyCall> Calls { get; } = [];

    public List<TraceEvent> Trace { get; } = [];

    /// <summary>What broke a rule while the run was under way: thrown at once it would pass for the failure of a body.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Draws a number from 0 to below the bound, 0 in a world without a choice.</summary>
    public int Choose(int bound) => _choose?.Invoke(bound) ?? 0;

    public void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Violation violation)
    {
        if (!condition)
        {
            Violations.Add($"{violation.ToString()} (action {Action})");
        }
    }

    public void CancelCaller()
    {
        if (!IsCallerCancelled)
        {
            CancelAction = Action;
            CancelIsNoticedAtOnce = Calls.Exists(call => TakesContext(call.Index));
            Caller.Cancel();
        }
    }

    /// <summary>Makes one thing happen, with the executor at rest. False: nothing can, and the run hangs.</summary>
    public bool Act()
    {
        if (++Action > MaxActions)
        {
            return false;
        }

        if (Action == CancelBefore)
        {
            CancelCaller();
            return true;
        }

        return ActOnce(mayEndWaiting: true);
    }

    /// <summary>Ends the pending body of a step or compensation.</summary>
    public void End(string name)
    {
        Action++;
        Pending.Single(pending => Plan.StepName(pending.Call.Index) == name).End();
    }

    public long Call(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs, ref long cell)
    {
        BodyCall call;
        Outcome outcome;

        // On one thread the lock does nothing; on several the world is seen by one at a time, and only the spinning is parallel.
        lock (_gate)
        {
            call = Begin(index, in context, workflowInput, inputs, cell, out outcome);
            if (!Plan.IsCompensation(index))
            {
                cell = Plan.Steps[index].NextCell(cell);
            }

            Overlaps += _inside++ > 0 ? 1 : 0;
            Meanwhile(index, outcome);
        }

        if (IsConcurrent)
        {
            Thread.SpinWait(SpinsInBody);
        }

        lock (_gate)
        {
            _inside--;
            EndCall(call, outcome);
        }

        return call.Exception is null ? call.Value : Rethrow(call.Exception);
    }

    public ValueTask<long> CallAsync(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs)
    {
        BodyCall call = Begin(index, in context, workflowInput, inputs, 0, out Outcome outcome);
        Meanwhile(index, outcome);
        if (outcome.IsLater)
        {
            var pending = new PendingBody(this, call, outcome with { IsEager = outcome.IsEager && TakesContext(index) });
            Pending.Add(pending);
            MostPending = Math.Max(MostPending, Pending.Count);
            return pending.Begin();
        }

        EndCall(call, outcome);
        return call.Exception is null ? new ValueTask<long>(call.Value)
            : outcome.ThrowsAtOnce ? new ValueTask<long>(Rethrow(call.Exception))
            : ValueTask.FromException<long>(call.Exception);
    }

    public void Waiting(int index)
    {
        if (Pending.Find(pending => pending.Call.Index == index) is { Outcome.EndsBeforeWait: true } early)
        {
            early.End();
        }
    }

    /// <summary>Writes down how a body ends; it then says so to its executor.</summary>
    public void EndCall(BodyCall call, Outcome outcome)
    {
        bool takesContext = TakesContext(call.Index);
        CancellationToken token = call.Context.CancellationToken;
        call.End(
            outcome.Ending switch
            {
                Ending.Throw => outcome.Exception?.Invoke() ?? new BodyException($"{Plan.StepName(call.Index)}, attempt {call.Attempt}"),
                Ending.ForeignCancellation => new OperationCanceledException("of its own"),
                Ending.Obey or Ending.WaitForToken when takesContext && token.IsCancellationRequested => new OperationCanceledException(token),
                _ => null,
            },
            Time.NowTicks,
            takesContext);
    }

    public bool TakesContext(int index) => Plan.IsCompensation(index) || Plan.Steps[index].TakesContext;

    private BodyCall Begin(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs, long cell, out Outcome outcome)
    {
        int attempt = ++_attempts[index];
        outcome = _script(index, attempt);
        long computed = Plan.IsCompensation(index) ? 0 : Plan.Steps[index].Compute(workflowInput, inputs, cell);
        var call = new BodyCall(index, attempt, inputs.ToArray(), Time.NowTicks, TakesContext(index) ? context : default, computed);
        Calls.Add(call);
        CheckBegin(call);
        return call;
    }

    private void Meanwhile(int index, Outcome outcome)
    {
        if (outcome.CancelsCaller)
        {
            CancelCaller();
        }

        if (outcome.PassMs > 0)
        {
            LetsTimePass = true;
            Time.Advance(TimeSpan.FromMilliseconds(outcome.PassMs));
        }

        if (outcome.IsInterrupted && _depth < MaxDepth)
        {
            _depth++;
            long before = Time.NowTicks;
            int pending = Pending.Count;
            _ = OtherWorker?.Invoke() ?? ActOnce(mayEndWaiting: false);
            EndsWithinBodies += Pending.Count < pending ? 1 : 0;
            LetsTimePass |= Time.NowTicks != before;
            _depth--;
        }
    }

    private bool ActOnce(bool mayEndWaiting)
    {
        // Three kinds of things: bodies that may end, the next timer, bodies that wait for a token in vain.
        int ready = 0;
        foreach (PendingBody pending in Pending)
        {
            ready += IsReady(pending) ? 1 : 0;
        }

        if (Time.ActiveCount > 0 && (ready == 0 || _choose?.Invoke(100) < TimerPercent))
        {
            return Time.FireNext();
        }

        if (ready > 0)
        {
            int chosen = _choose?.Invoke(ready) ?? 0;
            Pending.Where(IsReady).ElementAt(chosen).End();
            return true;
        }

        if (mayEndWaiting && Pending.Count > 0)
        {
            Pending[_choose?.Invoke(Pending.Count) ?? 0].End();
            return true;
        }

        return false;
    }

    private static bool IsReady(PendingBody pending) =>
        pending.Outcome.Ending is not (Ending.WaitForToken or Ending.Late) || pending.Call.Context.CancellationToken.IsCancellationRequested;

    private static long Rethrow(Exception exception)
    {
        ExceptionDispatchInfo.Throw(exception);
        return 0;
    }
}
