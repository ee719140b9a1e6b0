using System.IO.Pipes;
using System.Text;
using Engine.Host.Cli;
using Engine.Host.Files;

namespace Engine.Tests.Host.Files;

/// <summary>Pipes, gzip and what surrounds the graph itself.</summary>
public sealed class GraphSourceTests : IDisposable
{
    private const string Edges = "3 2\n0 1\n1 2\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "-", "standard input")]
    [InlineData(true, "-", "standard input")]
    [InlineData(true, "/dev/fd/63", "63")]
    public void Pipe_is_read_packed_or_not(bool packed, string path, string title)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Edges);
        GraphFile file = ReadPipe(path, packed ? TempFolder.Gzip(bytes) : bytes);
        Assert.Equal("edge list", file.Format);
        Assert.Equal([0, 1], file.EdgeFrom);
        Assert.Equal(title, file.Title);
    }

    [Fact]
    public void Error_in_a_pipe_names_standard_input()
    {
        Assert.StartsWith("standard input: line 2", Assert.Throws<UserError>(() => ReadPipe("-", "2 1\n0 7\n0 1\n"u8.ToArray())).Message);
        Assert.StartsWith("standard input: the file is empty", Assert.Throws<UserError>(() => ReadPipe("-", [])).Message);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(8 * 1024)]
    [InlineData(200_000)]
    public void Garbage_behind_gzip_is_refused(int length)
    {
        // Blanks that do not pack put the end of the data at various places of the buffers.
        byte[] padding = new byte[length];
        var random = new Random(7);
        for (int i = 0; i < padding.Length; i++)
        {
            padding[i] = random.Next(2) == 0 ? (byte)' ' : (byte)'\n';
        }

        byte[] packed = TempFolder.Gzip([.. padding, .. Encoding.UTF8.GetBytes(Edges), .. padding]);
        Assert.Equal(3, GraphFileReader.Read(_folder.WriteBytes("good.edges.gz", packed)).TaskCount);
        foreach (byte[] garbage in new byte[][] { [1], [1, 2], [0x1F], [0x1F, 0x8B], [.. "garbage"u8], new byte[100_000] })
        {
            HostRun.Of("plan", _folder.WriteBytes("more.edges.gz", [.. packed, .. garbage])).FailedWith("more.edges.gz: ", "gzip");
        }
    }

    [Fact]
    public void Gzip_of_several_members_is_read()
    {
        byte[] packed = [.. TempFolder.Gzip("3 2\n0 1\n"u8), .. TempFolder.Gzip("1 2\n"u8)];
        Assert.Equal([0, 1], GraphFileReader.Read(_folder.WriteBytes("two.edges.gz", packed)).EdgeFrom);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Wrong_checksum_or_length_is_called_so(int fromEnd)
    {
        byte[] packed = TempFolder.Gzip(Encoding.UTF8.GetBytes(Edges));
        packed[^fromEnd] ^= 1;
        HostRun.Of("plan", _folder.WriteBytes("bad.edges.gz", packed)).FailedWith("bad.edges.gz: ", "checksum or length wrong");
    }

    [Theory]
    [InlineData("0 0\n", "", 0)]
    [InlineData("0 0\n", "\n\n", 0)]
    [InlineData("2 1\n0 1\n", "a\nb\n\n  \n\n", 2)]
    public void Blank_lines_at_the_end_of_names_are_no_names(string edges, string names, int count)
    {
        _folder.Write("g.names", names);
        Assert.Equal(count, GraphFileReader.Read(_folder.Write("g.edges", edges)).TaskCount);
        _folder.Write("g.names", names + "#c\n");
        HostRun.Of("plan", _folder.Write("g.edges", edges)).FailedWith("g.names: ", "there are more names");
    }

    [Fact]
    public void Comments_and_blanks_longer_than_every_line_are_passed_over()
    {
        string comment = "#" + new string('x', FileLimits.MaxTokenBytes + 1), blanks = new(' ', FileLimits.MaxTokenBytes + 1);
        string path = _folder.Write("g.edges", $"{comment}\n3 2\n{blanks}\n0 1\n{blanks}1 2\n  {comment}\n{comment}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal([0, 1], GraphFileReader.Read(path).EdgeFrom);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static GraphFile ReadPipe(string path, byte[] bytes)
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        writer.Write(bytes);
        writer.Dispose();
        using GraphSource source = GraphSource.Of(path, reader);
        return GraphFileReader.Read(source);
    }
}
