using Engine.Host.Serve.Catalog;

namespace Engine.Tests.Host.Serve;

/// <summary>Answers that are kept: how many bytes, and which goes first.</summary>
public class StatusAnswersTests
{
    [Fact]
    public void Oldest_answer_goes_when_there_are_more_bytes_than_may_be()
    {
        StatusSlot[] slots = [new(), new(), new()];
        var answers = new StatusAnswers(maxBytes: 100);
        foreach (StatusSlot slot in slots)
        {
            answers.Keep(slot, Answer(40), slot.Version);
        }

        Assert.Null(slots[0].Answer);
        Assert.Equal(40, slots[1].Answer!.Json.Length);
        Assert.Equal(40, slots[2].Answer!.Json.Length);
        Assert.Equal(80, answers.Bytes);
    }

    [Fact]
    public void Newer_answer_of_a_slot_stays_when_its_old_one_goes()
    {
        var slot = new StatusSlot();
        var answers = new StatusAnswers(maxBytes: 100);
        answers.Keep(slot, Answer(60), slot.Version);
        StatusAnswer newer = Answer(61);
        answers.Keep(slot, newer, slot.Version);

        Assert.Same(newer, slot.Answer);
        Assert.Equal(61, answers.Bytes);
    }

    [Fact]
    public void Answer_that_is_too_old_or_too_large_is_not_kept()
    {
        var slot = new StatusSlot();
        var answers = new StatusAnswers(maxBytes: 100);
        int version = slot.Version;
        slot.Forget();
        answers.Keep(slot, Answer(10), version);
        answers.Keep(slot, Answer(101), slot.Version);

        Assert.Null(slot.Answer);
        Assert.Equal(0, answers.Bytes);
    }

    private static StatusAnswer Answer(int bytes) => new(default, 0, new byte[bytes]);
}
