using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime;
using Engine.Host.Serve;
using Engine.Host.Serve.Ingest;

namespace Engine.Host.Cli;

/// <summary>`engine serve`: takes workflows, runs and events over HTTP until a signal ends it.</summary>
internal static class ServeCommand
{
    private const string NoFolder = "none";

    /// <param name="addActivities">Adds activities to those that are built in; null: none.</param>
    public static Command Create(Action<Engine.Runtime.ActivityTable>? addActivities)
    {
        var urls = new Option<string[]>("--urls") { Description = $"Listen on these addresses. Default: {ServeOptions.DefaultUrl}.", HelpName = "URL", AllowMultipleArgumentsPerToken = true };
        var data = new Option<string?>("--data") { Description = $"Keep definitions and runs in this folder; '{NoFolder}': in memory only. Default: {ServeOptions.DefaultFolder}.", HelpName = "FOLDER" };
        var shards = Number("--shards", "Threads that own runs, fixed once the folder is made. Default: what it has, or one per two processors.", 1, Engine.Runtime.WorkflowHostOptions.MaxShardCount);
        var keys = new Option<string?>("--keys") { Description = "Ask for keys: a file of names, SHA-256 hashes, roles and tenants. Needed to listen beyond this machine.", HelpName = "FILE" };
        var audit = new Option<string?>("--audit") { Description = "Append a line for each change to this file. Default: audit.log in the folder where there are keys.", HelpName = "FILE" };
        var simulate = new Option<bool>("--simulate-agents") { Description = "Stand in for agents of unknown types, and say so in every answer." };
        var noSample = new Option<bool>("--no-sample") { Description = "Do not define the sample workflow in an empty folder." };
        var rate = Number("--rate", "Requests a second that each client may make. Default: no limit without keys, 2000 with them.", 1, 10_000_000);
        var connections = Number("--connections", "Connections that may be open. Default: 4096.", 1, 1_000_000);
        var maxWorkflows = Number("--max-workflows", "Workflows that may be defined. Default: 100000.", 1, 200_000);
        var window = Number("--event-window", "Ids of events that are remembered at least, to recognise those that come twice. Default: 524288.", EventIdWindow.MinCapacity, EventIdWindow.MaxCapacity);
        var deadLetters = Number("--dead-letters", "Events that reached no run and are kept. Default: 10000.", 0, 1_000_000);
        var benchHistory = new Option<string?>("--bench-history") { Description = "Show the reports in this file of 'engine bench --history' on the page.", HelpName = "FILE" };
        var command = new Command("serve", "Serve workflows over HTTP: define, execute, watch, and take events.")
        {
            urls, data, shards, keys, audit, simulate, noSample, rate, connections, maxWorkflows, window, deadLetters, benchHistory,
        };
        command.SetAction(parsed =>
        {
            string? folder = parsed.GetValue(data) ?? ServeOptions.DefaultFolder;
            if (folder.Length == 0)
            {
                throw new UserError($"--data: the name is empty. Name a folder, or '{NoFolder}'.");
            }

            string? keyPath = parsed.GetValue(keys);
            return Run(
                new ServeOptions
                {
                    Urls = parsed.GetValue(urls) is { Length: > 0 } given ? given : [ServeOptions.DefaultUrl],
                    Folder = folder == NoFolder ? null : folder,
                    ShardCount = parsed.GetValue(shards) ?? 0,
                    KeyPath = keyPath,
                    AuditPath = parsed.GetValue(audit),
                    BenchHistoryPath = parsed.GetValue(benchHistory),
                    SimulateAgents = parsed.GetValue(simulate),
                    AddActivities = addActivities,
                    HasSample = !parsed.GetValue(noSample),
                    Rate = parsed.GetValue(rate) ?? (keyPath is null ? 0 : 2_000),
                    MaxConnections = parsed.GetValue(connections) ?? 4_096,
                    MaxWorkflows = parsed.GetValue(maxWorkflows) ?? 100_000,
                    EventWindow = parsed.GetValue(window) ?? 524_288,
                    DeadLetters = parsed.GetValue(deadLetters) ?? 10_000,
                },
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    /// <summary>Serves until a signal comes.</summary>
    public static int Run(ServeOptions options, TextWriter output, TextWriter error)
    {
        using var signals = new EndSignals(isOrderly: true);
        using var starting = new CancellationTokenSource();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signals.StopWith(() =>
        {
            ended.TrySetResult();
            starting.Cancel();
        });
        RunAsync(options, output, error, ended.Task, starting.Token).GetAwaiter().GetResult();
        signals.StopWith(static () => { });
        return ExitCode.Ok;
    }

    private static async Task RunAsync(ServeOptions options, TextWriter output, TextWriter error, Task ended, CancellationToken starting)
    {
        ServeProgram program;
        try
        {
            program = await ServeProgram.StartAsync(options, error, starting).ConfigureAwait(false);
        }
        catch (Engine.Runtime.JournalException exception)
        {
            throw new UserError(exception.Message);
        }

        // What lives is kept where it is while others go on, rather than moved together while all wait: a tenth of a second with some 200 MB.
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        using var collections = BackgroundCollections.Start(options.TimeProvider);
        await using (program)
        {
            Greet(program, output);
            await ended.ConfigureAwait(false);
        }
    }

    private static void Greet(ServeProgram program, TextWriter output)
    {
        ServeOptions options = program.App.Options;
        output.WriteLine($"Engine serves on {string.Join(" and ", program.Addresses.Select(static address => address + "/"))}");
        output.WriteLine(options.Folder is null
            ? "Nothing is kept: definitions and runs end with this process."
            : $"Definitions and runs are kept in {Path.GetFullPath(options.Folder)}: {program.App.Catalog.Count} workflows are there.");
        if (options.SimulateAgents)
        {
            output.WriteLine("Agents of unknown types are simulated: their tasks do a little arithmetic and nothing else.");
        }

        if (program.App.Tenants.Any(static tenant => tenant.Find(SampleWorkflow.Id) is not null) && !program.App.HasKeys)
        {
            output.WriteLine($"Try: curl -X POST {program.Addresses[0]}/api/v1/workflows/{SampleWorkflow.Id}/execute");
        }

        output.WriteLine($"Look at it: {program.Addresses[0]}/");
        output.Flush();
    }

    private static Option<int?> Number(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "n",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} {text}: must be a whole number from {least} to {most}.");
            return default;
        },
    };
}
