using System.Text;
using Engine.Host.Load;

namespace Engine.Tests.Host.Load;

public class ServerEventsTests
{
    private const string Stream = ": a sign\n\nevent: stats\ndata: {\"running\":1}\n\nevent: execution_ended\ndata: {\"workflow_id\":\"ä\"}\n\nevent: missed\ndata: {}\n\nevent: cut";

    [Fact]
    public void Events_are_the_same_however_their_bytes_are_cut()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Stream);
        string[] expected = ["stats {\"running\":1}", "execution_ended {\"workflow_id\":\"ä\"}", "missed {}"];

        Assert.Equal(expected, Read([bytes]));
        Assert.Equal(expected, Read([.. bytes.Chunk(1)]));
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(expected, Read([bytes[..cut], bytes[cut..]]));
        }
    }

    [Fact]
    public void Line_without_an_end_is_refused()
    {
        var events = new ServerEvents(static (_, _) => { });
        byte[] bytes = new byte[1 << 19];

        events.Feed(bytes);
        events.Feed(bytes);

        Assert.Throws<IOException>(() => events.Feed(bytes));
    }

    private static List<string> Read(byte[][] parts)
    {
        List<string> read = [];
        var events = new ServerEvents((name, data) => read.Add($"{name} {Encoding.UTF8.GetString(data.Span)}"));
        Array.ForEach(parts, part => events.Feed(part));
        return read;
    }
}
