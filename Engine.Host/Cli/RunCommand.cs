using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Render;
using Engine.Host.Run;

namespace Engine.Host.Cli;

/// <summary>`engine run FILE`: really executes a graph, each task a stand-in of its recorded duration, and says how that compares with the plan.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The workflow or graph to run, in any format that 'engine plan' reads." };
        var workers = new Option<int>("--workers", "-m")
        {
            Description = $"How many tasks run at once: 1 to {RunOptions.MaxWorkers}. Default: one per processor, at least 2.",
            HelpName = "m",
            CustomParser = ParseWorkers,
            DefaultValueFactory = static _ => Math.Clamp(Environment.ProcessorCount, 2, RunOptions.MaxWorkers),
        };
        var speed = new Option<double?>("--speed")
        {
            Description = $"Recorded time / time here; 'inf': empty bodies. Default: chosen so that the plan takes about {RunSetup.ChosenSeconds} s.",
            HelpName = "x",
            CustomParser = ParseSpeed,
        };
        var body = new Option<BodyKind>("--body")
        {
            Description = "What a task does: 'sleep' waits, 'spin' keeps a core busy. Default: sleep.",
            HelpName = "sleep|spin",
            CustomParser = ParseBody,
        };
        var trace = new Option<string?>("--trace") { Description = "Writes a Chrome trace, to be opened in Perfetto (ui.perfetto.dev) or chrome://tracing.", HelpName = "OUT" };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object instead of text for a person." };
        var command = new Command("run", "Executes a graph on worker threads, each task a stand-in of its recorded duration.") { file, workers, speed, body, trace, json };
        command.SetAction(parsed =>
        {
            var options = new RunOptions
            {
                Workers = parsed.GetValue(workers),
                Speed = parsed.GetValue(speed),
                Body = parsed.GetValue(body),
                TracePath = parsed.GetValue(trace),
                Json = parsed.GetValue(json),
            };
            RunConsole console = RunConsole.Detect(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return Run(GraphFileReader.Read(parsed.GetRequiredValue(file)), options, console, TimeProvider.System);
        });
        return command;
    }

    /// <summary>Runs a graph that was read; tests call it with their own console.</summary>
    /// <exception cref="UserError">The graph is cyclic, would run for more than a month, or the trace cannot be written.</exception>
    public static int Run(GraphFile file, RunOptions options, RunConsole console, TimeProvider time)
    {
        Digraph graph = file.BuildGraph();
        var plan = new Plan();
        if (!Planner.TryPlan(graph, plan))
        {
            if (options.Json)
            {
                PlanJson.WriteCycle(AnswerStream(console), plan.Cycle);
            }

            throw new UserError($"{file.Path}: {CycleText.Describe(file, plan.Cycle)}");
        }

        var setup = new RunSetup(file, graph, plan, options);
        // Opened before the run: a path that cannot be written should not cost the time of a run.
        using FileStream? trace = options.TracePath is null ? null : OutputFile.Create(options.TracePath, "--trace");
        setup.WarmUp(time);
        using IGraphExecutor executor = setup.CreateExecutor(time);
        using var interrupt = new CancelOnInterrupt(executor);
        return new RunSession(setup, executor, console, time).Run(trace, options.Json ? AnswerStream(console) : null);
    }

    private static Stream AnswerStream(RunConsole console)
    {
        console.Output.Flush();
        return ((StreamWriter)console.Output).BaseStream;
    }

    private static int ParseWorkers(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) && workers is >= 1 and <= RunOptions.MaxWorkers)
        {
            return workers;
        }

        result.AddError($"--workers {text}: must be a whole number from 1 to {RunOptions.MaxWorkers}.");
        return default;
    }

    private static double? ParseSpeed(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text is "inf" or "infinity")
        {
            return double.PositiveInfinity;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double speed) && speed > 0 && double.IsFinite(speed))
        {
            return speed;
        }

        result.AddError($"--speed {text}: must be a number above 0, such as 100 or 0.5, or inf.");
        return default;
    }

    private static BodyKind ParseBody(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        switch (text)
        {
            case "sleep":
                return BodyKind.Sleep;
            case "spin":
                return BodyKind.Spin;
            default:
                result.AddError($"--body {text}: must be sleep or spin.");
                return default;
        }
    }
}
