using System.Net;
using System.Net.Sockets;
using System.Text;
using Engine.Host.Bench;
using Engine.Host.Bench.Http;
using Engine.Host.Serve.Ingest;
using Engine.Tests.Host.Load;
using Engine.Tests.Host.Serve.Ingest;

namespace Engine.Tests.Host.Bench;

/// <summary>What the suite <c>http</c> sends is right and reaches the routes; what it times is not looked at.</summary>
public class HttpBenchTests
{
    private static readonly string[] Workflows = ["a", "bc"];

    public static TheoryData<string> Cases => [.. HttpSuite.Create().Cases.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_is_answered_and_measured_beside_the_empty_server(string name)
    {
        IBenchSubject subject = HttpSuite.Create().Cases.Single(one => one.Name == name).Setup(new BenchSettings(BenchReports.Tiny));
        using var owned = (IDisposable)subject;
        Assert.Null(subject.Check());

        BenchMeasurement measured = subject.Measure(BenchReports.Tiny);

        Assert.True(measured.Ratio > 0);
        Assert.InRange(measured.Hosted!.P99Ns!.Value, measured.Hosted.P50Ns!.Value, measured.Hosted.P999Ns!.Value);
        Assert.InRange(measured.Hosted.Baseline!.P99Ns, measured.Hosted.Baseline.P50Ns, measured.Hosted.Baseline.P999Ns);
        Assert.True(measured.Hosted.Baseline.MedianNs > 0);
    }

    [Fact]
    public void Definitions_have_ids_of_their_own_and_are_removed_after_a_round()
    {
        using var server = new BenchServer();
        var script = RequestScript.OfRequests(BenchServer.Definitions(), 201, "created"u8);
        using (var round = new RequestRound(server.Address, script, clients: 2))
        {
            round.Run(30);
        }

        Assert.All(script.Requests, static request => Assert.Equal(2, request.StampOffsets.Length));
        Assert.Equal(60, server.WorkflowCount - server.WorkflowIds.Count - 1);
        server.RemoveMade();
        Assert.Equal(server.WorkflowIds.Count + 1, server.WorkflowCount);
    }

    [Fact]
    public void Batch_has_the_same_events_in_every_form()
    {
        EventHub hub = Staging.NewHub();
        List<string> json = Events(hub, EventFormat.Json, out int[] offsets);

        Assert.Equal(25 + 1, json.Count);
        Assert.Equal("24 0000000000000018|task_started|a|1767323045678000|{\"index\":24,\"payload\":\"0123456789abcdef0123456789abcdef\"}", json[24]);
        Assert.Equal("invalid 0 -1 None", json[25]);
        Assert.Equal(25, offsets.Length);
        Assert.Equal(json, Events(hub, EventFormat.Lines, out _));
        Assert.Equal(json, Events(hub, EventFormat.Binary, out _));
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Lines")]
    [InlineData("Binary")]
    public void Digits_of_a_batch_make_all_of_its_ids_new(string name)
    {
        EventFormat format = Enum.Parse<EventFormat>(name);
        EventHub hub = Staging.NewHub();
        var batch = HttpEventBatch.Create(format, 25, Workflows);
        byte[] body = batch.Body;

        Assert.Equal((0, 25), Sent(body));
        Assert.Equal((25, 25), Sent(body));
        Array.ForEach(batch.StampOffsets, offset => "0000abcd"u8.CopyTo(body.AsSpan(offset)));
        Assert.Equal((0, 25), Sent(body));

        (long Duplicates, long Received) Sent(byte[] body)
        {
            EventCounts counts = Staging.Send(hub, body, format);
            return (counts.Duplicates, counts.Received);
        }
    }

    [Fact]
    public void Empty_server_gets_the_same_requests_but_for_their_path()
    {
        var script = RequestScript.Post(["/api/v1/events/batch"], "application/json", "{\"id\":\"00000000\"}"u8.ToArray(), [7], "fine"u8);
        RequestScript empty = script.ToEmptyServer();
        string ours = Encoding.ASCII.GetString(script.Requests[0].Bytes), theirs = Encoding.ASCII.GetString(empty.Requests[0].Bytes);

        Assert.Equal("POST /api/v1/events/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"id\":\"00000000\"}", ours);
        Assert.Equal(ours.Replace("/api/v1/events/batch", "/empty", StringComparison.Ordinal), theirs);
        Assert.Equal("00000000", ours.Substring(script.Requests[0].StampOffsets[0], RequestScript.StampLength));
        Assert.Equal("00000000", theirs.Substring(empty.Requests[0].StampOffsets[0], RequestScript.StampLength));
    }

    [Fact]
    public async Task Every_request_is_sent_once_with_digits_of_its_own_and_timed()
    {
        await using var server = new PlainServer(static _ => [PlainServer.Ok("all is fine")]);
        using var round = new RequestRound(server.Address, RequestScript.Post(["/x"], "text/plain", "00000000"u8.ToArray(), [0], "fine"u8), clients: 3);
        List<double> times = [];
        round.Run(5);
        round.AddTimes(times);
        round.Run(2);
        round.AddTimes(times);

        Assert.Equal(15 + 6, times.Count);
        Assert.All(times, static time => Assert.True(time >= 0));
        Assert.Equal(21, server.Requests.Count);
        Assert.Equal(21, server.Requests.Distinct().Count());
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Not now\r\nContent-Length: 4\r\n\r\nfine", "503 fine")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nelse", "200 with fine is right")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n", "in chunks")]
    [InlineData("nonsense\r\n\r\n", "HTTP/1.1")]
    public async Task Wrong_answer_ends_the_measurement_and_is_told(string answer, string fragment)
    {
        await using var server = new PlainServer(_ => [answer]);
        using var round = new RequestRound(server.Address, RequestScript.Get(["/x"], "fine"u8), clients: 2);

        Assert.Contains(fragment, Assert.Throws<BenchCheckException>(() => round.Run(3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_allocate_nothing()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var server = new Thread(() =>
        {
            using Socket socket = listener.Accept();
            byte[] buffer = new byte[1024];
            while (socket.Receive(buffer) > 0)
            {
                socket.Send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"u8);
            }
        });
        server.Start();
        List<long> bytes = [];
        using (var round = new RequestRound((IPEndPoint)listener.LocalEndPoint!, RequestScript.Post(["/x"], "text/plain", "00000000"u8.ToArray(), [0], "fine"u8), clients: 1))
        {
            for (int turn = 0; turn < 5; turn++)
            {
                round.Run(100);
                bytes.Add(round.ClientBytes);
            }
        }

        server.Join();
        Assert.Equal(0, bytes.Min());
    }

    private static List<string> Events(EventHub hub, EventFormat format, out int[] stampOffsets)
    {
        var batch = HttpEventBatch.Create(format, 25, Workflows);
        stampOffsets = batch.StampOffsets;
        EventStage stage = Staging.Stage(hub, batch.Body);
        EventReader.Read(stage, format);
        List<string> lines = Staging.Describe(stage, hub);
        hub.Return(stage);
        return lines;
    }
}
