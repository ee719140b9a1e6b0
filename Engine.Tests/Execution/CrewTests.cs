using Engine.Internal;

namespace Engine.Tests.Execution;

/// <summary>The threads that help: who is let in, who is waited for, what is left behind.</summary>
[Collection(ProcessAllocations.Name)]
public class CrewTests
{
    private const int Rounds = 2_000;

    [Fact]
    public void RunOn_several_threads_takes_every_part_once()
    {
        var job = new Parts(1_000);
        for (int round = 0; round < Rounds / 10; round++)
        {
            job.Start();
            job.RunOn(1 + (round % 5));
            Assert.All(job.Taken, static times => Assert.Equal(1, times));
            Assert.Equal(0, job.Inside);
        }
    }

    [Fact]
    public void RunOn_one_thread_asks_nobody()
    {
        var job = new Parts(50);
        job.Start();
        job.RunOn(1);
        Assert.Equal(1, job.MostInside);
        Assert.Equal(1UL, job.Workers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Crew.MaxWorkers + 1)]
    public void RunOn_threads_out_of_range_is_refused(int threads)
    {
        var job = new Parts(1);
        job.Start();
        Assert.Throws<ArgumentOutOfRangeException>(() => job.RunOn(threads));
        job.RunOn(Crew.MaxWorkers);
        Assert.Equal(1, job.Taken[0]);
    }

    [Fact]
    public void Workers_inside_have_numbers_of_their_own_below_the_number_of_threads()
    {
        var job = new Parts(200);
        for (int round = 0; round < Rounds / 10; round++)
        {
            job.Start();
            job.RunOn(4);
            Assert.False(job.SharedNumber);
            Assert.Equal(0UL, job.Workers & ~0b1111UL);
        }
    }

    [Fact]
    public void Helper_comes_while_the_owner_works()
    {
        // The owner's share ends only when a helper has been inside.
        var job = new Meeting();
        job.Meet();
        Assert.True(job.HasMet);
    }

    [Fact]
    public void Helper_comes_after_jobs_that_ended_before_their_helpers_came()
    {
        // They leave more invitations than there are helpers in the pool's queue.
        var over = new Parts(0);
        var job = new Meeting();
        for (int round = 0; round < 50; round++)
        {
            for (int i = 0; i < 20; i++)
            {
                over.Start();
                over.RunOn(Crew.MaxWorkers);
            }

            job.Meet();
            Assert.True(job.HasMet);
        }
    }

    [Fact]
    public void Exception_of_a_helper_is_thrown_by_the_owner_once()
    {
        var job = new Meeting { Failure = new FormatException("helper") };
        Assert.Same(job.Failure, Assert.Throws<FormatException>(() => job.Meet()));
        job.Failure = null;
        job.Meet();
    }

    [Fact]
    public void Late_helper_leaves_the_next_job_alone()
    {
        var job = new Gate();
        long first = job.OpenAndInviteNobody();
        Assert.Equal(1, job.Enter(first, isInvited: false));
        job.Leave(1);
        job.CloseNow();
        Assert.Equal(CrewJob.NoWorker, job.Enter(first, isInvited: false));
        long second = job.OpenAndInviteNobody();
        Assert.Equal(CrewJob.NoWorker, job.Enter(first, isInvited: true));
        Assert.Equal(1, job.Enter(second, isInvited: false));
        Assert.Equal(2, job.Enter(second, isInvited: false));
        Assert.Equal(CrewJob.NoWorker, job.Enter(second, isInvited: false));
        job.Leave(1);
        Assert.Equal(1, job.Enter(second, isInvited: false));
        job.Leave(1);
        job.Leave(2);
        job.CloseNow();
    }

    [Fact]
    public void Helpers_work_under_the_owners_context()
    {
        var local = new AsyncLocal<string> { Value = "owner" };
        var job = new Meeting { InHelper = () => Assert.Equal("owner", local.Value) };
        job.Meet();
        local.Value = "another";
        job.InHelper = () =>
        {
            Assert.Equal("another", local.Value);
            Assert.Null(SynchronizationContext.Current);
            local.Value = "helper";
        };
        job.Meet();
        Assert.Equal("another", local.Value);
    }

    [Fact]
    public void RunOn_allocates_nothing_on_any_thread()
    {
        var job = new Parts(64);
        for (int round = 0; round < Rounds; round++)
        {
            job.Start();
            job.RunOn(2);
        }

        long fewest = Allocations.Fewest(() =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int round = 0; round < Rounds; round++)
            {
                job.Start();
                job.RunOn(2);
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });
        Assert.InRange(fewest, 0, Rounds - 1);
    }

    [Fact]
    public void Owners_on_many_threads_share_the_helpers()
    {
        var owners = new Thread[6];
        int wrong = 0;
        for (int owner = 0; owner < owners.Length; owner++)
        {
            owners[owner] = new Thread(() =>
            {
                var job = new Parts(100);
                for (int round = 0; round < Rounds / 4; round++)
                {
                    job.Start();
                    job.RunOn(3);
                    if (Array.Exists(job.Taken, static times => times != 1))
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            });
            owners[owner].Start();
        }

        foreach (Thread owner in owners)
        {
            owner.Join();
        }

        Assert.Equal(0, wrong);
    }

    /// <summary>Parts that workers take from a shared cursor.</summary>
    private sealed class Parts(int count) : CrewJob
    {
        private int _next;
        private int _inside;
        private int _mostInside;
        private ulong _numbers;

        public int[] Taken { get; } = new int[count];

        public int Inside => Volatile.Read(ref _inside);

        public int MostInside => _mostInside;

        public ulong Workers { get; private set; }

        public bool SharedNumber { get; private set; }

        public override bool HasWork => Volatile.Read(ref _next) < Taken.Length;

        public void Start()
        {
            Array.Clear(Taken);
            Workers = 0;
            _mostInside = 0;
            _next = 0;
        }

        protected override void Work(int worker)
        {
            int inside = Interlocked.Increment(ref _inside);
            _mostInside = Math.Max(_mostInside, inside);
            ulong before = Interlocked.Or(ref _numbers, 1UL << worker);
            SharedNumber |= (before & (1UL << worker)) != 0;
            for (int part = Interlocked.Increment(ref _next) - 1; part < Taken.Length; part = Interlocked.Increment(ref _next) - 1)
            {
                Interlocked.Increment(ref Taken[part]);
                Thread.SpinWait(5);
            }

            Workers |= 1UL << worker;
            Interlocked.And(ref _numbers, ~(1UL << worker));
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <summary>A job whose owner waits until a helper has been inside.</summary>
    private sealed class Meeting : CrewJob
    {
        private volatile bool _hasMet;

        public bool HasMet => _hasMet;

        public Exception? Failure { get; set; }

        public Action? InHelper { get; set; }

        public override bool HasWork => false;

        public void Meet()
        {
            _hasMet = false;
            RunOn(2);
        }

        protected override void Work(int worker)
        {
            if (worker == 0)
            {
                Assert.True(SpinWait.SpinUntil(() => _hasMet, Patience.Limit), "no helper came");
                _hasMet = Failure is null && InHelper is null;
                return;
            }

            try
            {
                InHelper?.Invoke();
            }
            finally
            {
                _hasMet = true;
            }

            if (Failure is { } failure)
            {
                throw failure;
            }
        }
    }

    /// <summary>The gate alone.</summary>
    private sealed class Gate : CrewJob
    {
        private long _generation;

        public override bool HasWork => false;

        public long OpenAndInviteNobody()
        {
            Open(3);
            return ++_generation;
        }

        public void CloseNow() => Close();

        protected override void Work(int worker) => throw new InvalidOperationException("Nobody is asked in.");
    }
}
