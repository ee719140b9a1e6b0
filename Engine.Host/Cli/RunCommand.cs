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
        var file = new Argument<string>("FILE") { Description = "WfFormat 1.5 (.json), Standard Task Graph (.stg) or edge list (.edges), each also gzipped; - reads standard input." };
        var workers = new Option<int>("--workers", "-m")
        {
            Description = $"Run so many tasks at once: 1 to {RunRequest.MaxWorkers}. Default: one per processor, at least 2.",
            HelpName = "m",
            CustomParser = ParseWorkers,
            DefaultValueFactory = static _ => Math.Clamp(Environment.ProcessorCount, 2, RunRequest.MaxWorkers),
        };
        var speed = new Option<double?>("--speed")
        {
            Description = $"Run so many times faster than recorded; 'inf': empty bodies. Default: chosen so that the plan takes about {RunSetup.ChosenSeconds} s.",
            HelpName = "x",
            CustomParser = ParseSpeed,
        };
        var body = new Option<BodyKind>("--body")
        {
            Description = "Let each task 'sleep', or 'spin' and keep a core busy. Default: sleep.",
            HelpName = "sleep|spin",
            CustomParser = ParseBody,
        };
        var trace = new Option<string?>("--trace") { Description = "Also write a Chrome trace to this file, for Perfetto (ui.perfetto.dev) or chrome://tracing.", HelpName = "OUT" };
        var svg = new Option<string?>("--svg") { Description = "Also draw the graph and the run as it really went into this file.", HelpName = "OUT" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of text for a person." };
        var outputPath = new Option<string?>("--output", "-o") { Description = "Write to this file instead of standard output.", HelpName = "OUT" };
        var command = new Command("run", "Execute a graph on worker threads, each task a stand-in of its recorded duration.") { file, workers, speed, body, trace, svg, json, outputPath };
        command.SetAction(parsed =>
        {
            var options = new RunRequest
            {
                Workers = parsed.GetValue(workers),
                Speed = parsed.GetValue(speed),
                Body = parsed.GetValue(body),
                TracePath = parsed.GetValue(trace),
                SvgPath = parsed.GetValue(svg),
                Json = parsed.GetValue(json),
                OutputPath = parsed.GetValue(outputPath),
            };
            RunConsole console = RunConsole.Detect(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            string path = parsed.GetRequiredValue(file);
            CommandLine.RefuseEmpty(path);
            return Run(GraphFileReader.Read(path), options, console, TimeProvider.System);
        });
        return command;
    }

    /// <summary>Runs a graph that was read; tests call it with their own console.</summary>
    /// <exception cref="UserError">The graph is cyclic, would run for more than a month, or the trace cannot be written.</exception>
    public static int Run(GraphFile file, RunRequest options, RunConsole console, TimeProvider time)
    {
        if (options.SvgPath is not null && options.Speed == double.PositiveInfinity)
        {
            throw new UserError("--svg: at --speed inf tasks take no time, so there is nothing to draw. Give another --speed, or none.");
        }

        OutputFile.RefuseSame("--trace", options.TracePath, "--svg", options.SvgPath);
        OutputFile.RefuseSame("-o", options.OutputPath, "--svg", options.SvgPath);
        OutputFile.RefuseSame("-o", options.OutputPath, "--trace", options.TracePath);
        try
        {
            return Run(file, options, console, time, new Plan());
        }
        catch (GraphException exception)
        {
            throw new UserError($"{file.Path}: {exception.Message}");
        }
    }

    private static int Run(GraphFile file, RunRequest options, RunConsole console, TimeProvider time, Plan plan)
    {
        Digraph graph = file.BuildGraph();
        bool hasOrder = Planner.TryPlan(graph, plan);
        // Before there are files to be left behind.
        using var signals = new EndSignals(isOrderly: hasOrder);
        // Opened before the run: a path that cannot be written should not cost the time of a run.
        using OutputFile? target = Open(options.OutputPath, "-o", file);
        using OutputFile? trace = Open(options.TracePath, "--trace", file);
        using OutputFile? picture = Open(options.SvgPath, "--svg", file);
        console = target is null ? console : new RunConsole(target.Writer, console.Error);
        if (!hasOrder)
        {
            if (options.Json)
            {
                PlanJson.WriteCycle(AnswerStream(console), plan.Cycle);
                target?.Finish();
            }

            throw new UserError($"{file.Path}: {CycleText.Describe(file, plan.Cycle)}");
        }

        var setup = new RunSetup(file, graph, plan, options);
        setup.WarmUp(time);
        using IGraphExecutor executor = setup.CreateExecutor(time);
        signals.StopWith(executor.Cancel);
        try
        {
            int exitCode = new RunSession(setup, executor, console, time).Run(target, trace, picture, options.Json ? AnswerStream(console) : null);
            return exitCode == ExitCode.Cancelled ? signals.ExitCode : exitCode;
        }
        finally
        {
            // The executor goes before the signals do.
            signals.StopWith(static () => { });
        }
    }

    private static OutputFile? Open(string? path, string option, GraphFile file)
        => path is null ? null : OutputFile.Create(path, option, file.Path);

    private static Stream AnswerStream(RunConsole console)
    {
        console.Output.Flush();
        return ((StreamWriter)console.Output).BaseStream;
    }

    private static int ParseWorkers(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) && workers is >= 1 and <= RunRequest.MaxWorkers)
        {
            return workers;
        }

        result.AddError($"--workers {text}: must be a whole number from 1 to {RunRequest.MaxWorkers}.");
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
