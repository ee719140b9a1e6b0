using System.Text;
using Engine.Host.Load;

namespace Engine.Tests.Host.Load;

public class HttpConnectionTests
{
    private static readonly byte[] Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();
    private static readonly string[] Chunks = ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chun", "ked\r\n\r\n5\r\nab", "cde\r", "\nA;x=1\r\n0123456789\r\n0\r\n", "\r\n"];
    private static readonly string[] Pieces = ["HTTP/1.1 201 Created\r\nX: content-length: 9\r\nCONTENT-LENGTH:   5\r\n\r\nhe", "llo"];

    [Theory]
    [InlineData(false, 201, "hello")]
    [InlineData(true, 200, "abcde0123456789")]
    public async Task Answer_in_pieces_is_put_together(bool isChunked, int status, string body)
    {
        await using var server = new PlainServer(_ => isChunked ? Chunks : Pieces);
        using var connection = new HttpConnection(server.Address, Patience.Limit);

        for (int turn = 0; turn < 3; turn++)
        {
            HttpAnswer answer = await connection.SendAsync(Get);
            Assert.Equal((status, body), (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)));
        }

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Stream_is_handed_out_chunk_by_chunk_and_has_an_end()
    {
        await using var server = new PlainServer(_ => Chunks);
        using var connection = new HttpConnection(server.Address, Patience.Limit);

        await connection.BeginStreamAsync(Get, CancellationToken.None).Within();

        List<string> read = [];
        do
        {
            read.Add(Encoding.UTF8.GetString((await connection.NextChunkAsync(CancellationToken.None).Within()).Span));
        }
        while (read[^1].Length > 0);

        Assert.Equal(["abcde", "0123456789", ""], read);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "status 200")]
    [InlineData("HTTP/1.1 503 Full\r\nTransfer-Encoding: chunked\r\n\r\n", "status 503")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "closed before")]
    public async Task What_is_no_stream_or_breaks_fails(string answer, string fragment)
    {
        await using var server = new PlainServer(_ => [answer, ""]);
        using var connection = new HttpConnection(server.Address, Patience.Limit);

        IOException error = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await connection.BeginStreamAsync(Get, CancellationToken.None).Within();
            await connection.NextChunkAsync(CancellationToken.None).Within();
        });

        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public async Task Answer_larger_than_the_buffer_is_whole()
    {
        string body = new('x', 1 << 20);
        await using var server = new PlainServer(_ => [PlainServer.Ok(body)]);
        using var connection = new HttpConnection(server.Address, Patience.Limit);

        Assert.Equal(body.Length, (await connection.SendAsync(Get)).Body.Length);
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")]
    public async Task What_is_no_answer_fails_and_the_next_request_connects_again(string nonsense)
    {
        bool isFirst = true;
        await using var server = new PlainServer(_ =>
        {
            bool answersNonsense = isFirst;
            isFirst = false;
            return answersNonsense ? [nonsense, ""] : [PlainServer.Ok("fine")];
        });
        using var connection = new HttpConnection(server.Address, Patience.Limit);

        await Assert.ThrowsAsync<IOException>(async () => await connection.SendAsync(Get));
        Assert.Equal(200, (await connection.SendAsync(Get)).Status);
    }

    [Fact]
    public async Task Answer_that_does_not_come_is_a_timeout()
    {
        await using var server = new PlainServer(_ => []);
        using var connection = new HttpConnection(server.Address, TimeSpan.FromMilliseconds(20));

        await Assert.ThrowsAsync<TimeoutException>(async () => await connection.SendAsync(Get));
    }

    [Fact]
    public async Task Connection_that_the_server_closes_is_made_anew()
    {
        await using var server = new PlainServer(_ => ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", ""]);
        using var connection = new HttpConnection(server.Address, Patience.Limit);

        Assert.Equal(200, (await connection.SendAsync(Get)).Status);
        Assert.Equal(200, (await connection.SendAsync(Get)).Status);
    }
}
