using Engine.Internal;

namespace Engine.Tests.Execution;

public class ExecutorPartsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(ReadySet.MaxSmall)]
    [InlineData(ReadySet.MaxSmall + 1)]
    [InlineData(ReadySet.MaxSteps)]
    public void ReadySet_takes_what_a_sorted_set_takes(int count)
    {
        var random = new Random(count);
        var set = new ReadySet();
        set.Reserve(count);
        var expected = new SortedSet<int>();
        for (int round = 0; round < 20_000; round++)
        {
            if (random.Next(2) == 0)
            {
                int stepIndex = random.Next(count);
                set.Add(stepIndex);
                expected.Add(stepIndex);
            }
            else if (expected.Count > 0)
            {
                Assert.Equal(expected.Min, set.Take());
                expected.Remove(expected.Min);
            }

            Assert.Equal(expected.Count == 0, set.IsEmpty);
        }

        set.Clear();
        Assert.True(set.IsEmpty);
        set.Add(count - 1);
        Assert.Equal(count - 1, set.Take());
        Assert.True(set.IsEmpty);

        // A pooled run may be one of another size next.
        set.Reserve(1);
        set.Add(0);
        Assert.Equal(0, set.Take());
        Assert.True(set.IsEmpty);
        set.Reserve(count);
        set.Add(count - 1);
        Assert.Equal(count - 1, set.Take());
        Assert.True(set.IsEmpty);
    }

    [Fact]
    public void RunInbox_posts_of_a_turn_come_in_the_order_of_arrival_and_without_recursion()
    {
        var inbox = new ScriptedInbox(8);
        inbox.OnTake = slot =>
        {
            if (slot == 3)
            {
                // Posted while driving: taken in the next round, not on top of this one.
                inbox.Post(7);
                inbox.Post(0);
                inbox.Post(5);
            }
        };
        inbox.Post(3);
        Assert.Equal([3, 7, 0, 5], inbox.Taken);
        Assert.Equal(1, inbox.Drives);
        inbox.Post(3);
        Assert.Equal([3, 7, 0, 5, 3, 7, 0, 5], inbox.Taken);
        Assert.Equal(2, inbox.Drives);
    }

    [Fact]
    public void RunInbox_posts_of_many_threads_are_all_taken_by_one_driver_at_a_time()
    {
        const int Slots = 8;
        const int Posts = 20_000;
        var inbox = new ScriptedInbox(Slots);
        int driving = 0;
        var seen = new int[Slots];
        inbox.OnTake = slot =>
        {
            Assert.Equal(1, Interlocked.Increment(ref driving));
            Interlocked.Decrement(ref driving);
            Volatile.Write(ref seen[slot], seen[slot] + 1);
        };
        Thread[] threads = [.. Enumerable.Range(0, Slots).Select(slot => new Thread(() =>
        {
            for (int post = 0; post < Posts; post++)
            {
                inbox.Post(slot);

                // A slot may be posted again once it was taken.
                while (Volatile.Read(ref seen[slot]) == post)
                {
                    Thread.Yield();
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(seen, count => Assert.Equal(Posts, count));
    }

    private sealed class ScriptedInbox : RunInbox
    {
        public ScriptedInbox(int slots)
        {
            OpenInbox(slots);
            Assert.True(TryLeave());
        }

        public Action<int> OnTake { get; set; } = _ => { };

        public List<int> Taken { get; } = [];

        public int Drives { get; private set; }

        protected override void Drive()
        {
            Drives++;
            do
            {
                for (int slot = TakePosts(), next; slot != None; slot = next)
                {
                    next = After(slot);
                    Taken.Add(slot);
                    OnTake(slot);
                }
            }
            while (!TryLeave());
        }
    }
}
