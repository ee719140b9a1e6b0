using Engine.Host.Render;

namespace Engine.Tests.Host.Render;

public sealed class TextTableTests
{
    [Fact]
    public void Table_aligns_names_to_the_left_and_numbers_to_the_right()
    {
        var table = new TextTable(0, "Task", "Time");
        table.Add("a", "1,000");
        table.Add("longer", "1");
        Assert.Equal("  Task     Time\n  a       1,000\n  longer      1\n", Write(table, codes: false));
    }

    [Fact]
    public void Long_names_give_way_so_that_lines_fit()
    {
        var table = new TextTable(0, "Task", "Time");
        table.Add(new string('a', 100) + new string('b', 100), "1 min 30 s");
        string[] lines = Write(table, codes: false).Split('\n');
        Assert.Equal(TextTable.LineWidth, lines[1].Length);
        Assert.Contains("aa...bb", lines[1]);
        Assert.EndsWith("1 min 30 s", lines[1]);
    }

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("0123456789", 10, "0123456789")]
    [InlineData("0123456789x", 10, "012...789x")]
    [InlineData("ab\ncd\u001b[31m", 20, "ab cd\uFFFD[31m")]
    [InlineData("\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600", 10, "\U0001F600...\U0001F600\U0001F600")]
    public void Text_is_shortened_in_the_middle_and_made_harmless(string text, int width, string expected)
        => Assert.Equal(expected, TextTable.Shorten(text, width));

    [Fact]
    public void Codes_are_written_only_where_they_are_wanted()
    {
        var table = new TextTable(0, "Task");
        table.Add("a");
        Assert.DoesNotContain('\u001b', Write(table, codes: false));
        Assert.Contains("\u001b[1m", Write(table, codes: true));
        using var memory = new StreamWriter(new MemoryStream());
        Assert.Equal("x", TextStyle.For(memory).Heading("x"));
    }

    [Fact]
    public void Row_of_another_width_is_refused()
        => Assert.Throws<ArgumentException>(() => new TextTable(0, "a", "b").Add("only one"));

    private static string Write(TextTable table, bool codes)
    {
        using var output = new StringWriter { NewLine = "\n" };
        table.Write(output, new TextStyle(codes));
        return output.ToString();
    }
}
