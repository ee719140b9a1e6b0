using Engine.Internal;

namespace Engine.Tests.Runtime.Shards;

/// <summary>Those who wait for a run: all of them are told, and those who gave up do not pile up.</summary>
public class WaiterListTests
{
    [Fact]
    public void Waiters_are_all_answered_once_and_those_that_gave_up_do_not_pile_up()
    {
        var list = default(WaiterList);
        Waiter[] lasting = [.. Enumerable.Range(0, 20).Select(static _ => new Waiter())];
        Waiter[] fleeting = [.. Enumerable.Range(0, 10_000).Select(static _ => new Waiter())];
        for (int index = 0; index < fleeting.Length; index++)
        {
            if (index % 500 == 0)
            {
                list.Add(lasting[index / 500]);
            }

            list.Add(fleeting[index]);

            // Two at a time: the one before this one goes.
            if (index > 0)
            {
                fleeting[index - 1].GiveUp();
            }

            Assert.InRange(list.Count, 1, 2 * (lasting.Length + 2));
        }

        list.AnswerAll();
        Assert.Equal(0, list.Count);
        Assert.All(lasting, static waiter => Assert.Equal((1, 0), (waiter.Answers, waiter.Drops)));
        Assert.All(fleeting, static waiter => Assert.Equal(1, waiter.Answers + waiter.Drops));
        Assert.Equal((1, 0), (fleeting[^1].Answers, fleeting[^1].Drops));
    }

    private sealed class Waiter : ShardRequest
    {
        private bool _isGivenUp;

        public int Answers { get; private set; }

        public int Drops { get; private set; }

        public override bool IsGivenUp => _isGivenUp;

        public void GiveUp() => _isGivenUp = true;

        public override long Execute(Shard shard) => AnswersItself;

        public override void Answer() => Answers++;

        public override void Refuse(Exception exception) => Answers++;

        public override void Drop() => Drops++;
    }
}
