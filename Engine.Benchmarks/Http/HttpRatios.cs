using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Engine.Host.Bench;
using Engine.Host.Load;
using Engine.Host.Serve;

namespace Engine.Benchmarks.Http;

/// <summary>
/// `engine serve` beside a minimal API that does nothing, in one process, in alternating rounds, as a Markdown table: each connection asks again once it is
/// answered. Client and servers share the cores, so that the client's part is in both.
/// </summary>
internal static class HttpRatios
{
    private const int Connections = 16, Rounds = 9;

    public static async Task RunAsync(TextWriter output, TextWriter progress, bool quick)
    {
        await using EmptyServer empty = await EmptyServer.StartAsync().ConfigureAwait(false);
        await using ServeProgram serve = await ServeProgram.StartAsync(new ServeOptions { Urls = ["http://127.0.0.1:0"], Folder = null, ShardCount = 1 }, progress).ConfigureAwait(false);
        var address = new IPEndPoint(IPAddress.Loopback, new Uri(serve.Addresses[0]).Port);
        TimeSpan round = TimeSpan.FromSeconds(quick ? 0.05 : 1);
        output.WriteLine($"| {Connections} connections | requests/s, median | p50 | p99 | of an empty minimal API's requests/s |");
        output.WriteLine("|---|---|---|---|---|");
        LoadOptions options = new() { Address = address, HostName = address.ToString(), Mix = LoadMix.Parse("orchestration"), Workflows = 20 };
        var requests = new LoadRequests(options, options.HostName, "ratios");
        await new LoadRun(options, "ratios").PrepareAsync().ConfigureAwait(false);
        byte[] get = Encoding.ASCII.GetBytes($"GET /empty HTTP/1.1\r\nHost: {empty.Address}\r\n\r\n");
        foreach ((string name, LoadRoute route, int batch) in ((string, LoadRoute, int)[])
            [
                ("GET /healthz", LoadRoute.Health, 0), ("GET status", LoadRoute.Status, 0), ("POST execute, in memory, 10 to 100 tasks", LoadRoute.Execute, 0),
                ("POST 1,000 events", LoadRoute.Events, 1_000), ("POST 10,000 events", LoadRoute.Events, 10_000),
            ])
        {
            progress.WriteLine($"http {name} ...");
            var maker = batch == 0 ? requests : new LoadRequests(options with { BatchSize = batch }, options.HostName, "ratios");
            long number = 0;
            void Ours(ArrayBufferWriter<byte> into)
            {
                long next = Interlocked.Increment(ref number);
                maker.Write(into, route, next, (uint)next);
            }

            void Theirs(ArrayBufferWriter<byte> into)
            {
                if (route is LoadRoute.Execute or LoadRoute.Events)
                {
                    // The same body, made in the same way, to the other server.
                    Ours(into);
                    byte[] made = into.WrittenSpan.ToArray();
                    into.ResetWrittenCount();
                    ReadOnlySpan<byte> rest = made.AsSpan(made.AsSpan().IndexOf(" HTTP/1.1\r\n"u8));
                    into.Write("POST /empty"u8);
                    into.Write(rest);
                }
                else
                {
                    Put(into, get);
                }
            }

            await MeasureAsync(output, name, batch, round, address, Ours, empty.Address, Theirs).ConfigureAwait(false);
        }

        // Last: a shard remembers the last 100,000 runs that ended, and so many end here.
        await DefineSmallAsync(address).ConfigureAwait(false);
        byte[] executeSmall = Post("/api/v1/workflows/small/execute", "{}"), postEmpty = Post("/empty", "{}");
        progress.WriteLine("http POST execute, one task ...");
        await MeasureAsync(output, "POST execute, in memory, one task", 0, round, address, into => Put(into, executeSmall), empty.Address, into => Put(into, postEmpty)).ConfigureAwait(false);
    }

    private static async Task DefineSmallAsync(IPEndPoint address)
    {
        using var connection = new HttpConnection(address, TimeSpan.FromSeconds(30));
        HttpAnswer answer = await connection.SendAsync(Post(
            "/api/v1/workflows",
            """{"workflow_id": "small", "agents": {"a": {"type": "echo", "capabilities": []}}, "tasks": [{"task_id": "one", "agent_role": "a", "depends_on": []}]}""")).ConfigureAwait(false);
        if (answer.Status != 201)
        {
            throw new BenchCheckException($"a workflow of one task was answered with {answer.Status}");
        }
    }

    private static byte[] Post(string path, string body) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

    private static void Put(ArrayBufferWriter<byte> into, byte[] request)
    {
        into.ResetWrittenCount();
        into.Write(request);
    }

    private static async Task MeasureAsync(
        TextWriter output, string name, int batch, TimeSpan round, IPEndPoint address, Action<ArrayBufferWriter<byte>> ours, IPEndPoint emptyAddress, Action<ArrayBufferWriter<byte>> theirs)
    {
        double[] rates = new double[Rounds], ratios = new double[Rounds];
        List<double> latencies = [];
        await RoundAsync(address, ours, round).ConfigureAwait(false);
        await RoundAsync(emptyAddress, theirs, round).ConfigureAwait(false);
        for (int turn = 0; turn < Rounds; turn++)
        {
            List<double> answered = await RoundAsync(address, ours, round).ConfigureAwait(false);
            List<double> beside = await RoundAsync(emptyAddress, theirs, round).ConfigureAwait(false);
            rates[turn] = answered.Count / round.TotalSeconds;
            ratios[turn] = (double)answered.Count / beside.Count;
            latencies.AddRange(answered);
        }

        double[] all = [.. latencies];
        string events = batch == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({Statistics.Median(rates) * batch:N0} events/s)");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Statistics.Median(rates):N0}{events} | {Statistics.Percentile(all, 0.5):0.00} ms | {Statistics.Percentile(all, 0.99):0.00} ms | {Statistics.Median(ratios):0.00} |"));
    }

    /// <summary>The latency of each answer, in milliseconds.</summary>
    private static async Task<List<double>> RoundAsync(IPEndPoint address, Action<ArrayBufferWriter<byte>> write, TimeSpan lasts)
    {
        long end = Stopwatch.GetTimestamp() + (long)(lasts.TotalSeconds * Stopwatch.Frequency);
        List<double>[] found = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new HttpConnection(address, TimeSpan.FromSeconds(30));
            var request = new ArrayBufferWriter<byte>();
            List<double> latencies = [];
            while (Stopwatch.GetTimestamp() < end)
            {
                write(request);
                long start = Stopwatch.GetTimestamp();
                HttpAnswer answer = await connection.SendAsync(request.WrittenMemory).ConfigureAwait(false);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (answer.Status != 200)
                {
                    throw new BenchCheckException($"answered with {answer.Status}: {Encoding.UTF8.GetString(answer.Body.Span)}");
                }
            }

            return latencies;
        }))).ConfigureAwait(false);
        return [.. found.SelectMany(static one => one)];
    }
}
