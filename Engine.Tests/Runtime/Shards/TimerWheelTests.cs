using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Shards;

/// <summary>A timer wheel fires what a sorted list would, at the same turn.</summary>
public class TimerWheelTests
{
    [Fact]
    public void Timers_fire_at_the_first_turn_that_is_not_before_they_are_due()
    {
        var random = new Random(8);
        for (int trial = 0; trial < 50; trial++)
        {
            long now = random.NextInt64(1L << 40);
            var wheel = new TimerWheel(now);
            var due = new Dictionary<ShardAttempt, (long DueMs, int Timer)>();
            for (int turn = 0; turn < 300; turn++)
            {
                for (int count = random.Next(3); count > 0; count--)
                {
                    var attempt = new ShardAttempt();
                    long dueMs = now + random.NextInt64(1L << random.Next(1, 27)) - 2;
                    due.Add(attempt, (dueMs, wheel.Add(dueMs, attempt)));
                }

                if (due.Count > 0 && random.Next(4) == 0)
                {
                    ShardAttempt removed = due.Keys.ElementAt(random.Next(due.Count));
                    wheel.Remove(due[removed].Timer);
                    due.Remove(removed);
                }

                long earliest = due.Count == 0 ? long.MaxValue : Math.Max(now, due.Values.Min(static timer => timer.DueMs));
                Assert.InRange(wheel.NextMs(), now, earliest);

                now += random.NextInt64(1L << random.Next(1, 20));
                var fired = new HashSet<ShardAttempt>();
                while (wheel.TryTakeDue(now, out ShardAttempt? attempt))
                {
                    Assert.True(fired.Add(attempt!));
                }

                Assert.Equal(due.Where(timer => timer.Value.DueMs <= now).Select(static timer => timer.Key).ToHashSet(), fired);
                foreach (ShardAttempt attempt in fired)
                {
                    due.Remove(attempt);
                }

                Assert.Equal(due.Count, wheel.Count);
            }
        }
    }
}
