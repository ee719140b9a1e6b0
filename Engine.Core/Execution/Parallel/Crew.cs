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

    /// <summary>The most helpers that wait in the thread pool's queue or work; beyond that nobody more is asked, and owners work alone.</summary>
    public const int MaxHelpers = 256;

    /// <summary>How long a helper waits for the next job before it gives its thread back: about what waking one costs.</summary>
    private const long HotNs = 50_000;

    private const int PollsPerClock = 32;

    private static readonly Lock Gate = new();
    private static readonly CrewHelper[] AtRest = new CrewHelper[MaxHelpers];
    private static readonly CrewHelper?[] Hot = new CrewHelper?[Math.Min(MaxWorkers, Environment.ProcessorCount)];
    private static readonly long HotStopwatchTicks = Math.Max(1, HotNs * Stopwatch.Frequency / 1_000_000_000);
    private static int s_atRest;
    private static int s_made;

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

    /// <summary>Hands an invitation to a helper. False: all helpers are taken. Never blocks on one.</summary>
    public static bool Offer(CrewJob job, long generation)
    {
        foreach (ref CrewHelper? place in Hot.AsSpan())
        {
            if (Volatile.Read(ref place) is { } hot && hot.TryOffer(job, generation))
            {
                return true;
            }
        }

        CrewHelper? helper = Rent();
        if (helper is null)
        {
            return false;
        }

        helper.Assign(job, generation);
        ThreadPool.UnsafeQueueUserWorkItem(helper, preferLocal: false);
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

    /// <summary>A helper whose thread goes back to the pool.</summary>
    public static void Return(CrewHelper helper)
    {
        lock (Gate)
        {
            AtRest[s_atRest++] = helper;
        }
    }

    private static CrewHelper? Rent()
    {
        lock (Gate)
        {
            if (s_atRest > 0)
            {
                return AtRest[--s_atRest];
            }

            if (s_made == MaxHelpers)
            {
                return null;
            }

            s_made++;
        }

        return new CrewHelper();
    }
}
