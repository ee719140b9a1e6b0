using Engine.Host.Render;

namespace Engine.Tests.Host.Render;

public class DisplayTextTests
{
    [Fact]
    public void Clean_leaves_nothing_that_xml_forbids_or_that_reorders_text()
    {
        foreach (string name in RenderCase.NastyNames)
        {
            string clean = DisplayText.Clean(name);
            Assert.NotEqual("", clean.Trim());
            Assert.DoesNotContain(clean, static c => char.IsControl(c) || c is '\u202E' or '\uFFFE' or '\uFFFF');
        }

        Assert.Equal("\uFFFD lone", DisplayText.Clean("\uD800 lone"));
        Assert.Equal("(no name)", DisplayText.Clean(" \n "));
        Assert.Equal("a b c", DisplayText.Clean("a\tb\nc"));
    }

    [Fact]
    public void Clean_bounds_the_length_and_keeps_both_ends()
    {
        string clean = DisplayText.Clean("start" + new string('x', 5000) + "end", 100);
        Assert.Equal(100, clean.Length);
        Assert.StartsWith("start", clean, StringComparison.Ordinal);
        Assert.EndsWith("end", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mProject_ID0000001", 200, "mProject_ID0000001")]
    [InlineData("", 10, "")]
    [InlineData("abc", 2, "")]
    [InlineData("NFCORE.RNASEQ.ALIGN_STAR.SAMTOOLS_SORT_76", 126, "\u2026SAMTOOLS_SORT_76")]
    public void Shorten_cuts_in_the_middle(string text, double width, string expected)
    {
        Assert.Equal(expected, DisplayText.Shorten(text, width, 10));
    }

    [Fact]
    public void Shorten_never_exceeds_the_width_nor_splits_characters()
    {
        foreach (string name in RenderCase.NastyNames)
        {
            string clean = DisplayText.Clean(name);
            for (double width = 0; width < 150; width += 7)
            {
                string text = DisplayText.Shorten(clean, width, 11);
                Assert.True(DisplayText.Width(text, 11) <= width || text.Length == 0);
                Assert.DoesNotContain('\uFFFD', clean.Contains('\uFFFD', StringComparison.Ordinal) ? "" : DisplayText.Clean(text.Length == 0 ? "x" : text));
            }
        }
    }

    [Fact]
    public void Shorten_keeps_the_end_that_tells_names_apart()
    {
        string text = DisplayText.Shorten("haplotype_caller_ID0000071", 110, 11);
        Assert.EndsWith("0000071", text, StringComparison.Ordinal);
        Assert.StartsWith("hap", text, StringComparison.Ordinal);
    }
}
