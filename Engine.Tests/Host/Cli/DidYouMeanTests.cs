using Engine.Host.Cli;

namespace Engine.Tests.Host.Cli;

public sealed class DidYouMeanTests
{
    [Fact]
    public void Closest_candidate_is_found() => Assert.Equal("align_1", DidYouMean.Find("aling_1", ["sort", "align_1", "align_22"]));

    [Fact]
    public void Search_among_long_and_similar_candidates_is_given_up()
    {
        int asked = 0;
        string start = new('x', 150);
        string? found = DidYouMean.Find(start + new string('z', 47), Enumerable.Range(0, 150_000).Select(i =>
        {
            asked++;
            return $"{start}{i:D47}";
        }));
        Assert.Null(found);
        Assert.InRange(asked, 1, 5_000);
    }

    [Fact]
    public void Suggestion_is_shortened_and_harmless()
    {
        Assert.Equal(" Did you mean \"a\uFFFD[31m\"?", DidYouMean.Sentence("a\u001b[31m"));
        Assert.InRange(DidYouMean.Sentence(new string('a', 5000)).Length, 60, 90);
        Assert.EndsWith(new string('a', 500) + "\"?", DidYouMean.PathSentence(new string('a', 500)));
    }
}
