using Engine.Host.Render;

namespace Engine.Tests.Host.Render;

public class CommonPrefixTests
{
    [Theory]
    [InlineData("", "only.one.name")]
    [InlineData("", "t1", "t2")]
    [InlineData("", "a.x", "a.y")]
    [InlineData("NFCORE.RNASEQ.", "NFCORE.RNASEQ.sort", "NFCORE.RNASEQ.merge")]
    [InlineData("NFCORE.", "NFCORE.RNASEQ.sort", "NFCORE.RNA")]
    [InlineData("", "NFCORE.", "NFCORE.x")]
    [InlineData("/data/in/", "/data/in/a", "/data/in/ab", "/data/in/b")]
    public void Prefix_ends_with_a_part_that_all_names_share_and_leaves_each_a_name(string expected, params string[] names)
        => Assert.Equal(expected, CommonPrefix.Of(names));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("\u4E2D\u6587", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("\U0001F680x", 3)]
    [InlineData("\uD55C\u2026", 3)]
    public void Columns_are_those_of_a_terminal(string text, int columns) => Assert.Equal(columns, DisplayText.Columns(text));

    [Fact]
    public void Wide_text_is_shortened_and_set_by_columns()
    {
        string shortened = TextTable.Shorten(string.Concat(Enumerable.Repeat("\u4E2D\u6587", 20)), 20);
        Assert.InRange(DisplayText.Columns(shortened), 18, 20);
        Assert.Equal("\u4E2D  |", DisplayText.PadRight("\u4E2D", 4) + "|");
        Assert.Equal("  \u4E2D|", DisplayText.PadLeft("\u4E2D", 4) + "|");
    }

    [Fact]
    public void Invisible_characters_are_shown_except_those_that_join_letters()
        => Assert.Equal("a\uFFFDb\u200Dc\u200Cd\uFFFD", DisplayText.Clean("a\u200Bb\u200Dc\u200Cd\uFEFF"));
}
