using System.Diagnostics;

namespace Engine.Internal;

/// <summary>
/// The threads that help jobs of this process: pool threads that wait for an offer for a short while after each job, so that
/// jobs in a row find them running, and go back to the pool then. Nobody waits for a helper that has not entered a job.
/// </summary>
/// <remarks>
/// How to use it: derive from <see cref="CrewJob"/>, keep the object in a pool, and call <see cref="CrewJob.RunOn"/> with a number of
/// threads, the caller included; <see cref="CrewJob.Work"/> is then called once with worker 0 on the caller and at most once at a time
/// for each helper, 1 and up. Parts are best taken from a shared cursor: whether helpers come, and when, nobody promises.
/// </remarks>
internal static class Crew
{
    /// <summary>The most threads that work on one job, its owner included.</summary>
    public const int MaxWorkers = 64;

    /// <summary>The most helpers that wait in the thread pool's queue or work; beyond that invitations wait for one to come to rest.</summary>
    public const int MaxHelpers = 256;

    /// <summary>The most invitations that wait for a helper; beyond that nobody more is asked, and owners work alone.</summary>
    public const int MaxWaiting = 256;

    /// <summary>How long a helper waits for the next job before it gives its thread back: about what waking one costs.</summary>
    private const long HotNs = 50_000;

    private const int PollsPerClock = 32;

    private static readonly Lock Gate = new();
    private static readonly CrewHelper[] AtRest = new CrewHelper[MaxHelpers];
    private static readonly CrewHelper?[] Hot = new CrewHelper?[Math.Min(MaxWorkers, Environment.ProcessorCount)];
    private static readonly long HotStopwatchTicks = Math.Max(1, HotNs * Stopwatch.Frequency / 1_000_000_000);
    private static readonly (CrewJob? Job, long Generation)[] Waiting = new (CrewJob?, long)[MaxWaiting];
    private static int s_atRest;
    private static int s_made;
    private static int s_waiting;

    /// <summary>How many threads a job uses where its caller does not say.</summary>
    public static int DefaultDegree { get; } = Math.Min(MaxWorkers, Environment.ProcessorCount);

    /// <summary>Helpers that are in the thread pool's queue or at work.</summary>
    public static int Busy
    {
        get
        {
            lock (Gate)
            {
                return s_made - s_atRest;
            }
        }
    }

    /// <summary>Hands an invitation to a helper, or to the first that comes to rest. False: too many wait for one. Never blocks on one.</summary>
    public static bool Offer(CrewJob job, long generation)
    {
        foreach (ref CrewHelper? place in Hot.AsSpan())
        {
            if (Volatile.Read(ref place) is { } hot && hot.TryOffer(job, generation))
            {
                return true;
            }
        }

        if (!TryRent(job, generation, out CrewHelper? helper))
        {
            return false;
        }

        if (helper is not null)
        {
            helper.Assign(job, generation);
            ThreadPool.UnsafeQueueUserWorkItem(helper, preferLocal: false);
        }

        return true;
    }

    /// <summary>Waits, running, for an offer. True: there is one. False: the helper's thread is to go back to the pool.</summary>
    public static bool StayHot(CrewHelper helper)
    {
        helper.BecomeHot();
        int index = Hot.Length - 1;
        while (index >= 0 && Interlocked.CompareExchange(ref Hot[index], helper, null) is not null)
        {
            index--;
        }

        if (index >= 0)
        {
            long until = Stopwatch.GetTimestamp() + HotStopwatchTicks;
            do
            {
                for (int poll = 0; poll < PollsPerClock && !helper.HasOffer; poll++)
                {
                    Thread.SpinWait(1);
                }
            }
            while (!helper.HasOffer && Stopwatch.GetTimestamp() < until);
            Volatile.Write(ref Hot[index], null);
        }

        return !helper.TryCool();
    }

    /// <summary>A helper has nothing to do. True: its thread goes back to the pool. False: it has been given an invitation that waited.</summary>
    public static bool Rest(CrewHelper helper)
    {
        lock (Gate)
        {
            while (s_waiting > 0)
            {
                // The last to come: its job is the least likely to be over.
                (CrewJob? job, long generation) = Waiting[--s_waiting];
                Waiting[s_waiting] = default;
                if (job!.IsOpen(generation))
                {
                    helper.Assign(job, generation);
                    return false;
                }
            }

            AtRest[s_atRest++] = helper;
            return true;
        }
    }

    /// <summary>A helper at rest or a new one; none where the invitation waits for one. False: too many wait.</summary>
    private static bool TryRent(CrewJob job, long generation, out CrewHelper? helper)
    {
        helper = null;
        lock (Gate)
        {
            if (s_atRest > 0)
            {
                helper = AtRest[--s_atRest];
                return true;
            }

            if (s_made == MaxHelpers)
            {
                // Most of them may stand in the pool's queue for jobs that are over: they come by soon.
                if (s_waiting == MaxWaiting)
                {
                    DropWhatIsOver();
                }

                if (s_waiting == MaxWaiting)
                {
                    return false;
                }

                Waiting[s_waiting++] = (job, generation);
                return true;
            }

            s_made++;
        }

        helper = new CrewHelper();
        return true;
    }

    /// <summary>Forgets invitations to jobs that have ended. Under the gate; O(<see cref="MaxWaiting"/>).</summary>
    private static void DropWhatIsOver()
    {
        int left = 0;
        for (int i = 0; i < s_waiting; i++)
        {
            if (Waiting[i].Job!.IsOpen(Waiting[i].Generation))
            {
                Waiting[left++] = Waiting[i];
            }
        }

        Waiting.AsSpan(left, s_waiting - left).Clear();
        s_waiting = left;
    }
}
