namespace Engine.Internal;

/// <summary>
/// A work item that helps one job after the other. It belongs to the thread that executes it, except for the moment in which
/// someone hands it an offer: cold -> (queued, executed) -> hot -> claimed -> offered -> cold, or hot -> cold.
/// </summary>
internal sealed class CrewHelper : IThreadPoolWorkItem
{
    private const int IsCold = 0, IsHot = 1, IsClaimed = 2, IsOffered = 3;

    private static readonly ContextCallback WorkCallback = static helper => ((CrewHelper)helper!).Work();

    private CrewJob? _job;
    private long _generation;
    private int _worker;
    private int _phase;

    public bool HasOffer => Volatile.Read(ref _phase) == IsOffered;

    /// <summary>The offer of a helper that waits nowhere: whoever rented it then queues it.</summary>
    public void Assign(CrewJob job, long generation)
    {
        _job = job;
        _generation = generation;
    }

    /// <summary>Hands an offer to a hot helper, from any thread. False: it is not hot any more, or someone else was quicker.</summary>
    public bool TryOffer(CrewJob job, long generation)
    {
        if (Volatile.Read(ref _phase) != IsHot || Interlocked.CompareExchange(ref _phase, IsClaimed, IsHot) != IsHot)
        {
            return false;
        }

        Assign(job, generation);
        Volatile.Write(ref _phase, IsOffered);
        return true;
    }

    public void BecomeHot() => Volatile.Write(ref _phase, IsHot);

    /// <summary>True: nobody can hand it an offer any more. False: there is one.</summary>
    public bool TryCool()
    {
        if (Interlocked.CompareExchange(ref _phase, IsCold, IsHot) == IsHot)
        {
            return true;
        }

        // Whoever has claimed it is two stores away from the offer.
        SpinWait wait = default;
        while (!HasOffer)
        {
            wait.SpinOnce();
        }

        Volatile.Write(ref _phase, IsCold);
        return false;
    }

    public void Execute()
    {
        do
        {
            do
            {
                Help();
            }
            while (Crew.StayHot(this));
        }
        while (!Crew.Rest(this));
    }

    private void Help()
    {
        CrewJob job = _job!;
        long generation = _generation;
        _worker = job.Enter(generation, isInvited: true);
        while (_worker != CrewJob.NoWorker)
        {
            // Puts the thread's own context back afterwards: the next job is another caller's.
            ExecutionContext.Run(job.Context, WorkCallback, this);
            job.Leave(_worker);

            // Whoever made work while this helper was on its way out took it for busy. A job that was used again since refuses the number.
            _worker = job.HasWork ? job.Enter(generation, isInvited: false) : CrewJob.NoWorker;
        }

        _job = null;
    }

    private void Work() => _job!.WorkGuarded(_worker);
}
