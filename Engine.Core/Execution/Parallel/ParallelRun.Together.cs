using System.Diagnostics;

namespace Engine.Internal;

/// <summary>The part of a run that several threads share: counters, the steps that are ready, who takes them.</summary>
internal sealed partial class ParallelRun<TDefinition, TState, TObserver>
{
    /// <summary>The most steps that a thief takes at once, and at most half of what there is.</summary>
    private const int MostStolen = 32;

    private readonly CrewWorker?[] _workers = new CrewWorker?[Crew.MaxWorkers];
    private int _workerCount;
    private int[] _waitingFor = [];

    /// <summary>Steps that have not ended, as far as workers have said: each says so when it runs out of work.</summary>
    private int _remaining;

    /// <inheritdoc/>
    public override bool HasWork
    {
        get
        {
            if (IsOver)
            {
                return false;
            }

            for (int index = 0; index < _workerCount; index++)
            {
                if (Volatile.Read(ref _workers[index]) is { } worker && worker.Ready.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>All steps have ended, or the run stops and nothing more may start.</summary>
    internal bool IsOver => _isStopped || Volatile.Read(ref _remaining) == 0;

    /// <summary>Sets up the counters of what is left, and lets helpers in.</summary>
    /// <param name="ended">The steps before this index have ended.</param>
    /// <param name="workerCount">How many workers there may be, the owner included.</param>
    /// <param name="threads">As many; 1 where a test plays all workers itself.</param>
    internal void StartTogether(int ended, int workerCount, int threads)
    {
        int stepCount = _stepCount;
        if (_waitingFor.Length < stepCount)
        {
            _waitingFor = new int[stepCount];
        }

        _workerCount = workerCount;
        foreach (CrewWorker? worker in _workers.AsSpan(0, workerCount))
        {
            worker?.Reset(stepCount);
        }

        int[] waitingFor = _waitingFor;
        ReadOnlySpan<int> offsets = _definition.SuccessorOffsets, successors = _definition.Successors;
        _definition.PredecessorCounts[..stepCount].CopyTo(waitingFor);
        foreach (int successor in successors[..offsets[ended]])
        {
            waitingFor[successor]--;
        }

        _remaining = stepCount - ended;
        int ready = 0;

        // From the last to the first: the owner takes what it pushed last.
        for (int stepIndex = stepCount - 1; stepIndex >= ended; stepIndex--)
        {
            if (waitingFor[stepIndex] == 0)
            {
                _owner.Ready.Push(stepIndex);
                ready++;
            }
        }

        Open(threads);
        if (ready > 1)
        {
            Signal();
        }
    }

    /// <summary>
    /// The unit of a worker's work: it takes a step, its own or another's, and runs it to its end. False: there was none to take, or the run is over.
    /// </summary>
    internal bool Turn(CrewWorker worker)
    {
        int stepIndex = worker.Next;
        if (stepIndex == StepDeque.None)
        {
            stepIndex = worker.Ready.Pop();
            if (stepIndex == StepDeque.None)
            {
                Report(worker);
                stepIndex = Steal(worker);
                if (stepIndex == StepDeque.None)
                {
                    return false;
                }
            }
        }

        worker.Next = StepDeque.None;
        if (_isStopped)
        {
            return false;
        }

        if (RunStep(worker, stepIndex))
        {
            Release(worker, stepIndex);
        }

        return true;
    }

    /// <summary>The worker with a number; made when it is first needed, and kept with the run object.</summary>
    internal CrewWorker WorkerOf(int index)
    {
        CrewWorker? worker = _workers[index];
        if (worker is null)
        {
            worker = new CrewWorker(index);
            worker.Reset(_stepCount);
            Volatile.Write(ref _workers[index], worker);
        }

        return worker;
    }

    /// <summary>A helper's share: until nothing has been ready for a while. It comes back when it is invited again.</summary>
    protected override void Work(int index)
    {
        CrewWorker worker = WorkerOf(index);
        do
        {
            while (Turn(worker))
            {
            }
        }
        while (AwaitWork());
    }

    /// <summary>The owner's share: until the run is over. It never waits for a helper that is not inside.</summary>
    private void Drive(StepCosts costs, int degree)
    {
        long busy = 0;
        int turns = 0;
        while (true)
        {
            long began = Stopwatch.GetTimestamp();
            int before = turns;
            while (Turn(_owner))
            {
                turns++;
            }

            busy += turns == before ? 0 : Stopwatch.GetTimestamp() - began;
            if (IsOver)
            {
                break;
            }

            if (AwaitWork())
            {
                continue;
            }

            if (Entered == 0 && !IsOver)
            {
                // Nobody runs a step and nothing is ready: only this thread could have made something ready.
                ThrowStuck();
            }

            SleepWhile(static job =>
            {
                var run = (ParallelRun<TDefinition, TState, TObserver>)job;
                return !run.IsOver && !run.HasWork && run.Entered > 0;
            });
        }

        if (turns > 0 && !_isStopped)
        {
            StepCostTable<TDefinition, TState>.Learn(costs, busy, turns, degree);
        }
    }

    /// <summary>Polls for a while. True: something is ready.</summary>
    private bool AwaitWork()
    {
        for (int spin = 0; spin < SpinsBeforeSleep && !IsOver; spin++)
        {
            if (HasWork)
            {
                return true;
            }

            Thread.SpinWait(1);
        }

        return false;
    }

    /// <summary>
    /// Makes the steps ready that waited for this one last. The first of them the worker keeps for itself, the others anyone
    /// may take.
    /// </summary>
    private void Release(CrewWorker worker, int stepIndex)
    {
        worker.Ended++;
        int[] waitingFor = _waitingFor;
        ReadOnlySpan<int> offsets = _definition.SuccessorOffsets;
        ReadOnlySpan<int> row = _definition.Successors[offsets[stepIndex]..offsets[stepIndex + 1]];
        int next = StepDeque.None;
        bool hasPushed = false;
        for (int i = row.Length - 1; i >= 0; i--)
        {
            int successor = row[i];

            // At 1 nobody else counts this one down any more, and what the others wrote is visible: no exchange is needed.
            if (Volatile.Read(ref waitingFor[successor]) != 1 && Interlocked.Decrement(ref waitingFor[successor]) != 0)
            {
                continue;
            }

            if (next != StepDeque.None)
            {
                worker.Ready.Push(next);
                hasPushed = true;
            }

            next = successor;
        }

        worker.Next = next;
        if (hasPushed)
        {
            Signal();
        }
    }

    /// <summary>Says that steps were pushed: wakes the owner, and asks one more helper in; one that finds plenty asks the next.</summary>
    private void Signal()
    {
        // The push before the questions, in every thread's eyes.
        Interlocked.MemoryBarrier();
        WakeOwner();
        if (HasRoom())
        {
            Invite();
        }
    }

    /// <summary>Tells the run how many steps a worker has ended.</summary>
    private void Report(CrewWorker worker)
    {
        int ended = worker.Ended;
        if (ended == 0)
        {
            return;
        }

        worker.Ended = 0;
        if (Interlocked.Add(ref _remaining, -ended) == 0)
        {
            WakeOwner();
        }
    }

    private int Steal(CrewWorker thief)
    {
        int count = _workerCount;
        for (int distance = 1; distance < count; distance++)
        {
            int index = thief.Index + distance;
            StepDeque? ready = Volatile.Read(ref _workers[index < count ? index : index - count])?.Ready;
            int waiting = ready is null ? 0 : ready.Count;
            int stolen = waiting <= 0 ? StepDeque.None : ready!.Steal();
            if (stolen == StepDeque.None)
            {
                continue;
            }

            // The lines are here now: more cost little, and spare the way back.
            bool hasPushed = false;
            for (int more = Math.Min((waiting + 1) / 2, MostStolen) - 1; more > 0; more--)
            {
                int another = ready!.Steal();
                if (another == StepDeque.None)
                {
                    break;
                }

                thief.Ready.Push(another);
                hasPushed = true;
            }

            if (hasPushed)
            {
                Signal();
            }

            return stolen;
        }

        return StepDeque.None;
    }

    private void ThrowStuck()
    {
        if (TakeHelperFailure() is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        ThrowExecution.NothingReady(_definition.Name, _stepCount - _remaining, _stepCount);
    }
}
