using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Engine.Host.Load;
using Engine.Host.Run;

namespace Engine.Host.Cli;

/// <summary>`engine load`: sends requests to a server as they would arrive, and says how long each waited for its answer.</summary>
internal static class LoadCommand
{
    private const string DefaultUrl = "http://127.0.0.1:8002";

    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = $"The server, http only. Default: {DefaultUrl}.", DefaultValueFactory = static _ => DefaultUrl };
        var mix = new Option<string>("--mix")
        {
            Description = "What is asked for: orchestration, high-throughput, or a list such as status=5,execute=2,create=3,events=1,health=1. Default: orchestration.",
            HelpName = "MIX",
            DefaultValueFactory = static _ => "orchestration",
        };
        var rate = new Option<double?>("--rate", "-r") { Description = "Requests that arrive a second, independently of each other and of the answers. Default: each connection asks again once it is answered.", HelpName = "N" };
        var connections = new Option<int>("--connections", "-c") { Description = "Connections. Default: 64.", HelpName = "N", DefaultValueFactory = static _ => 64 };
        var seconds = new Option<double>("--seconds", "-s") { Description = "For how long. Default: 10.", HelpName = "S", DefaultValueFactory = static _ => 10 };
        var batch = new Option<int>("--batch") { Description = "Events of a batch. Default: 1000.", HelpName = "N", DefaultValueFactory = static _ => 1_000 };
        var workflows = new Option<int>("--workflows") { Description = "Workflows that are defined, and executed once, before the load. Default: 100.", HelpName = "N", DefaultValueFactory = static _ => 100 };
        var concurrent = new Option<int>("--concurrent") { Description = "Keep executions of so many workflows under way instead: one that has ended is started again.", HelpName = "N" };
        var delay = new Option<double>("--delay-ms") { Description = "With --concurrent: how long each task waits. Default: 100.", HelpName = "MS", DefaultValueFactory = static _ => 100 };
        var agent = new Option<string?>("--agent") { Description = "The type of the agents in what is defined. Default: echo; with --concurrent delay.", HelpName = "TYPE" };
        var key = new Option<string?>("--key-file") { Description = "A file with the key that the server asks for.", HelpName = "FILE" };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same arrivals. Default: 1.", HelpName = "N", DefaultValueFactory = static _ => 1 };
        var timeout = new Option<double>("--timeout") { Description = "Seconds after which a request without an answer has failed. Default: 30.", HelpName = "S", DefaultValueFactory = static _ => 30 };
        var html = new Option<string?>("--html") { Description = "Also write a page with charts to this file.", HelpName = "OUT" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table." };
        Check(rate, "--rate", 0.01, LoadOptions.MaxRate);
        Check(connections, "--connections", 1, LoadOptions.MaxConnections);
        Check(seconds, "--seconds", 0.1, LoadOptions.MaxSeconds);
        Check(batch, "--batch", 1, LoadOptions.MaxBatch);
        Check(workflows, "--workflows", 1, LoadOptions.MaxWorkflows);
        Check(concurrent, "--concurrent", 1, LoadOptions.MaxConcurrent);
        Check(delay, "--delay-ms", 0, LoadOptions.MaxDelayMs);
        Check(timeout, "--timeout", 0.001, 3_600);

        var command = new Command("load", "Send requests to 'engine serve' and measure its answers; exit with 1 when one failed.")
        {
            url, mix, rate, connections, seconds, batch, workflows, concurrent, delay, agent, key, seed, timeout, html, json,
        };
        command.SetAction(parsed =>
        {
            int underWay = parsed.GetValue(concurrent);
            RefuseTogether(parsed, underWay > 0, underWay > 0 ? [mix, rate, batch, workflows] : [delay]);
            (IPEndPoint address, string hostName) = ParseUrl(parsed.GetValue(url)!);
            var options = new LoadOptions
            {
                Address = address,
                HostName = hostName,
                Mix = LoadMix.Parse(underWay > 0 ? "execute" : parsed.GetValue(mix)!),
                Rate = parsed.GetValue(rate) ?? double.PositiveInfinity,
                Connections = parsed.GetValue(connections),
                Lasts = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                BatchSize = parsed.GetValue(batch),
                Workflows = underWay > 0 ? underWay : parsed.GetValue(workflows),
                Concurrent = underWay,
                DelayMs = parsed.GetValue(delay),
                AgentType = parsed.GetValue(agent) ?? (underWay > 0 ? "delay" : "echo"),
                ApiKey = ReadKey(parsed.GetValue(key)),
                Seed = parsed.GetValue(seed),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            };
            RunConsole console = RunConsole.Detect(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return Run(options, parsed.GetValue(html), parsed.GetValue(json), console);
        });
        return command;
    }

    /// <summary>The command without its command line.</summary>
    /// <returns>0, or 1 when a request failed or none was answered.</returns>
    /// <exception cref="UserError">The server is not there or does not take what the load is made of.</exception>
    internal static int Run(LoadOptions options, string? htmlPath, bool json, RunConsole console)
    {
        using var signals = new EndSignals(isOrderly: true);
        using OutputFile? page = htmlPath is null ? null : OutputFile.Create(htmlPath, "--html");
        using var stop = new CancellationTokenSource();
        signals.StopWith(stop.Cancel);
        var display = new LoadDisplay(json ? console with { Output = console.Error, IsTerminal = false } : console, options);
        // Ids of two loads on one server must not meet: the moment tells them apart.
        string stamp = TimeProvider.System.GetUtcNow().Ticks.ToString("x", CultureInfo.InvariantCulture);
        ILoad run = options.Concurrent > 0 ? new ConcurrentLoad(options, stamp) : new LoadRun(options, stamp);
        LoadResult result;
        try
        {
            run.PrepareAsync().GetAwaiter().GetResult();
            result = run.RunAsync(display.Show, stop.Token).GetAwaiter().GetResult();
        }
        finally
        {
            signals.StopWith(static () => { });
            display.Clear();
        }

        if (json)
        {
            LoadJson.Write(console.Output, result);
        }
        else
        {
            LoadTable.Write(console.Output, result);
        }

        if (page is not null)
        {
            LoadPage.Write(page.Writer, result);
            page.Finish();
        }

        return signals.HasCome ? signals.ExitCode : result.Failures > 0 || result.Answers == 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    /// <exception cref="UserError">It is not the address of a server.</exception>
    internal static (IPEndPoint Address, string HostName) ParseUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp || uri.AbsolutePath != "/" || uri.Query.Length > 0)
        {
            throw new UserError($"load: '{url}' is not the address of a server. Write it as {DefaultUrl}.");
        }

        try
        {
            IPAddress address = uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
                ? IPAddress.Parse(uri.DnsSafeHost)
                : Dns.GetHostAddresses(uri.DnsSafeHost).OrderBy(static one => one.AddressFamily).First();
            return (new IPEndPoint(address, uri.Port), uri.Authority);
        }
        catch (SocketException exception)
        {
            throw new UserError($"load: '{uri.Host}' cannot be found: {exception.Message}. Name a server that is there.");
        }
    }

    private static void RefuseTogether(ParseResult parsed, bool isConcurrent, Option[] refused)
    {
        if (refused.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new UserError(isConcurrent
                ? $"load: --concurrent keeps executions under way and sends what they need: leave out {option.Name}, or --concurrent."
                : $"load: {option.Name} is for executions that are kept under way: add --concurrent N, or leave it out.");
        }
    }

    private static string? ReadKey(string? path)
    {
        try
        {
            return path is null ? null : File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"--key-file {path}: cannot be read: {exception.Message}. Name a file with the key in it.");
        }
    }

    private static void Check<T>(Option<T> option, string name, double least, double most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>() is { } value && Convert.ToDouble(value, CultureInfo.InvariantCulture) is double number && !(number >= least && number <= most))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: choose {least} to {most}."));
        }
    });
}
