using Engine.Internal;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution.Dynamic;

internal enum BuiltChoice
{
    First,
    Second,
    Third,
}

/// <summary>
/// A plan of the tests as a workflow that a <see cref="WorkflowBuilder{TIn, TOut}"/> built: the same steps under the same
/// numbers, whose bodies are those of the tests. Bools and choices are real ones here, and a step that nobody reads is an effect.
/// </summary>
internal abstract class BuiltWorkflow
{
    /// <summary>Builds the workflow for one run: the cells of its <c>[State]</c> are held here.</summary>
    public static BuiltWorkflow Of(DynamicPlan plan, IStepBodies bodies) => plan.Steps[plan.OutputStep].Value switch
    {
        ValueKind.Bool => new Built<bool>(plan, bodies, static value => value ? 1 : 0),
        ValueKind.Choice => new Built<BuiltChoice>(plan, bodies, static value => (long)value),
        _ => new Built<long>(plan, bodies, static value => value),
    };

    public abstract ValueTask<long> RunAsync<TObserver>(long input, RunOptions options, TObserver observer, CancellationToken token)
        where TObserver : struct, IRunObserver;

    public abstract long Run<TObserver>(long input, RunOptions options, TObserver observer, CancellationToken token)
        where TObserver : struct, IRunObserver;

    /// <summary>With the workers of a parallel run, drawn or on real threads.</summary>
    public abstract long RunTogether<TObserver>(World world, bool onThreads, in RunOptions options, TObserver observer, CancellationToken token)
        where TObserver : struct, IRunObserver;

    /// <summary>As the only lane of a batch.</summary>
    public abstract long RunLane(long input, RunOptions options, CancellationToken token);

    private sealed class Built<TOut> : BuiltWorkflow
    {
        private readonly DynamicPlan _plan;
        private readonly IStepBodies _bodies;
        private readonly long[] _cells;
        private readonly Slot?[] _slots;
        private readonly Func<TOut, long> _toLong;
        private readonly WorkflowBuilder<long, TOut> _flow;
        private readonly DynamicWorkflow<long, TOut> _workflow;

        public Built(DynamicPlan plan, IStepBodies bodies, Func<TOut, long> toLong)
        {
            _plan = plan;
            _bodies = bodies;
            _toLong = toLong;
            _cells = new long[plan.CellCount];
            _slots = new Slot?[plan.Steps.Length];
            _flow = new WorkflowBuilder<long, TOut>(plan.Name);
            for (int stepIndex = 0; stepIndex < plan.Steps.Length; stepIndex++)
            {
                Add(stepIndex);
            }

            _workflow = _flow.Build((Slot<TOut>)_slots[plan.OutputStep]!, isChecked: false);
            Assert.Equal(plan.Steps.Select(static step => step.Name), _workflow.Steps.ToArray());
        }

        public override long Run<TObserver>(long input, RunOptions options, TObserver observer, CancellationToken token) =>
            _toLong(_workflow.Run(in input, options, observer, token));

        public override ValueTask<long> RunAsync<TObserver>(long input, RunOptions options, TObserver observer, CancellationToken token) =>
            ConvertedTask<TOut, long>.Of(_workflow.RunAsync(input, options, observer, token), _toLong);

        public override long RunTogether<TObserver>(World world, bool onThreads, in RunOptions options, TObserver observer, CancellationToken token)
        {
            DynamicRun<TOut> run = _workflow.Runs.Rent(world.WorkflowInput);
            try
            {
                var state = new Internal.DynamicState(run);
                new SimulatedCrew<Internal.DynamicDefinition, Internal.DynamicState, TObserver>(world, new Internal.DynamicDefinition(_workflow.Plan))
                    .Run(onThreads, ref state, in options, observer, token);
                return _toLong(_workflow.Runs.OutputOf(run));
            }
            finally
            {
                _workflow.Runs.Return(run);
            }
        }

        public override long RunLane(long input, RunOptions options, CancellationToken token)
        {
            var outputs = new TOut[1];
            var statuses = new RunStatus[1];
            BatchResult result = _workflow.RunBatch([input], outputs, statuses, options, token);
            Assert.Equal(1, result.Count);
            Assert.Equal(statuses[0] == RunStatus.Completed, result.Failures.IsEmpty);
            Assert.All(result.Failures.ToArray(), failure => Assert.Equal(statuses[0], failure.Status));
            result.ThrowUnlessCompleted();
            return _toLong(outputs[0]);
        }

        private void Add(int stepIndex)
        {
            DynamicStep step = _plan.Steps[stepIndex];
            var readers = new List<Func<StepInputs, int, Maybe<long>>>();
            var inputs = new List<Slot>();
            foreach (StepInput input in step.Inputs)
            {
                (Slot slot, Func<StepInputs, int, Maybe<long>> reader) = Take(_slots[input.Producer]!, input.IsMaybe);
                inputs.Add(slot);
                readers.Add(reader);
            }

            int workflowInput = inputs.Count;
            inputs.Add(_flow.Input);
            if (step.TakesContext)
            {
                inputs.Add(_flow.Context);
            }

            long Call(StepInputs values)
            {
                long none = 0;
                ref long cell = ref (step.Cell < 0 ? ref none : ref _cells[step.Cell]);
                long before = cell;
                try
                {
                    return _bodies.Call(stepIndex, ContextOf(values, step.TakesContext), values.Get<long>(workflowInput), Read(values, readers), ref cell);
                }
                catch
                {
                    cell = before;
                    throw;
                }
            }

            ValueTask<long> CallAsync(StepInputs values) =>
                _bodies.CallAsync(stepIndex, ContextOf(values, step.TakesContext), values.Get<long>(workflowInput), Read(values, readers));

            Slot added = AddBody(step, stepIndex, [.. inputs], Call, CallAsync);
            foreach (StepGuard guard in step.Guards)
            {
                _ = guard.Kind switch
                {
                    GuardKind.When => added.When((Slot<bool>)_slots[guard.Producer]!),
                    GuardKind.Unless => added.Unless((Slot<bool>)_slots[guard.Producer]!),
                    GuardKind.Case => added.Case((Slot<BuiltChoice>)_slots[guard.Producer]!, (BuiltChoice)guard.Value),
                    _ => added.Default((Slot<BuiltChoice>)_slots[guard.Producer]!),
                };
            }

            foreach (int earlier in step.After)
            {
                added.After(_slots[earlier]!);
            }

            added.Step!.Policy = step.Policy;
            _slots[stepIndex] = added;
            if (step.Compensation is { } undo)
            {
                AddCompensation(added, step, stepIndex, undo);
            }
        }

        private Slot AddBody(DynamicStep step, int stepIndex, Slot[] inputs, Func<StepInputs, long> call, Func<StepInputs, ValueTask<long>> callAsync)
        {
            bool isAsynchronous = step.Body == BodyKind.Asynchronous;
            bool isRead = stepIndex == _plan.OutputStep
                || _plan.Steps.Any(other => other.Inputs.Any(input => input.Producer == stepIndex) || other.Guards.Any(guard => guard.Producer == stepIndex))
                || step.Compensation is not null;
            return step.Value switch
            {
                ValueKind.Bool when isAsynchronous => _flow.StepAsync(step.Name, inputs, values => ConvertedTask<long, bool>.Of(callAsync(values), static value => value != 0)),
                ValueKind.Bool => _flow.Step(step.Name, inputs, (in StepInputs values) => call(values) != 0),
                ValueKind.Choice when isAsynchronous => _flow.StepAsync(step.Name, inputs, values => ConvertedTask<long, BuiltChoice>.Of(callAsync(values), static value => (BuiltChoice)value)),
                ValueKind.Choice => _flow.Step(step.Name, inputs, (in StepInputs values) => (BuiltChoice)call(values)),
                _ when isRead && isAsynchronous => _flow.StepAsync(step.Name, inputs, callAsync),
                _ when isRead => _flow.Step(step.Name, inputs, (in StepInputs values) => call(values)),
                _ when isAsynchronous => _flow.EffectAsync(step.Name, inputs, values => ConvertedTask<long, long>.WithoutValue(callAsync(values))),
                _ => _flow.Effect(step.Name, inputs, (in StepInputs values) => call(values)),
            };
        }

        private void AddCompensation(Slot added, DynamicStep step, int stepIndex, DynamicCompensation undo)
        {
            int index = _plan.CompensationOf(stepIndex);
            Slot compensation = added switch
            {
                Slot<bool> slot => Undo(added, slot, step, index, undo, static value => value ? 1 : 0),
                Slot<BuiltChoice> slot => Undo(added, slot, step, index, undo, static value => (long)value),
                _ => Undo(added, (Slot<long>)added, step, index, undo, static value => value),
            };
            compensation.Step!.Policy = undo.Policy;
        }

        private Slot Undo<T>(Slot added, Slot<T> value, DynamicStep step, int index, DynamicCompensation undo, Func<T, long> toLong)
        {
            void Call(in T taken, in StepContext context, in long input)
            {
                long none = 0;
                _bodies.Call(index, in context, input, [toLong(taken)], ref none);
            }

            return undo.Body == BodyKind.Synchronous
                ? _flow.Compensate<T, StepContext, long>(added, step.CompensationName, value, _flow.Context, _flow.Input, Call)
                : _flow.CompensateAsync(added, step.CompensationName, value, _flow.Context, _flow.Input,
                    (taken, context, input) => ConvertedTask<long, long>.WithoutValue(_bodies.CallAsync(index, in context, input, [toLong(taken)])));
        }

        private static StepContext ContextOf(StepInputs values, bool takesContext) => takesContext ? values.Get<StepContext>(values.Count - 1) : default;

        private static Maybe<long>[] Read(StepInputs values, List<Func<StepInputs, int, Maybe<long>>> readers) =>
            [.. readers.Select((reader, position) => reader(values, position))];

        private static (Slot Slot, Func<StepInputs, int, Maybe<long>> Reader) Take(Slot slot, bool isMaybe) => (slot, isMaybe) switch
        {
            (Slot<bool> of, true) => (of.OrNone(), static (values, at) => values.Get<Maybe<bool>>(at) is { HasValue: true } it ? it.Value ? 1 : 0 : Maybe<long>.None),
            (Slot<BuiltChoice> of, true) => (of.OrNone(), static (values, at) => values.Get<Maybe<BuiltChoice>>(at) is { HasValue: true } it ? (long)it.Value : Maybe<long>.None),
            (_, true) => (((Slot<long>)slot).OrNone(), static (values, at) => values.Get<Maybe<long>>(at)),
            (Slot<bool>, false) => (slot, static (values, at) => values.Get<bool>(at) ? 1 : 0),
            (Slot<BuiltChoice>, false) => (slot, static (values, at) => (long)values.Get<BuiltChoice>(at)),
            _ => (slot, static (values, at) => values.Get<long>(at)),
        };
    }
}
