using Engine.Host.Bench;

namespace Engine.Tests.Host.Bench;

public class InstructionCounterTests
{
    [Fact]
    public void Counter_of_the_threads_time_which_every_kernel_has_grows_while_it_works()
    {
        const uint Software = 1;
        const ulong TaskClock = 1;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using InstructionCounter? counter = InstructionCounter.TryOpen(Software, TaskClock);
        Assert.NotNull(counter);
        long before = counter.Read();
        Assert.True(SpinWait.SpinUntil(() => counter.Read() - before > 100_000, Patience.Limit));
    }

    [Fact]
    public void Counter_grows_with_the_work_where_there_is_one()
    {
        using InstructionCounter? counter = InstructionCounter.TryOpen();
        if (counter is null)
        {
            return; // a kernel that does not let a process count
        }

        long few = Count(10_000), many = Count(1_000_000);
        Assert.InRange(many, 20 * few, long.MaxValue);
        Assert.True(few >= 10_000);

        long Count(int turns)
        {
            long before = counter.Read();
            double sum = 0;
            for (int turn = 0; turn < turns; turn++)
            {
                sum += Math.Sqrt(turn);
            }

            GC.KeepAlive(sum);
            return counter.Read() - before;
        }
    }
}
