using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Engine.Graphs;
using Engine.Host.Cli;
using Engine.Host.Serve;
using Engine.Runtime;

namespace Engine.Host;

/// <summary>The `engine` program: finds the command, runs it, and turns every failure into one line and an exit code.</summary>
internal static class Program
{
    /// <summary>Set to 1 to see the stack trace of an error that should not have happened.</summary>
    private const string StackTraceVariable = "ENGINE_STACKTRACE";

    public static int Main(string[] args) => Start(args, addActivities: null);

    /// <summary>Runs the program on the streams of the process.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="addActivities">Adds activities to those that `serve` has.</param>
    internal static int Start(string[] args, Action<ActivityTable>? addActivities)
    {
        // Output first: opening takes the lowest free number, so error's copy would stand in for an output that is closed.
        StreamWriter output;
        try
        {
            output = StandardStreams.OpenOutput();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            using StreamWriter soleError = StandardStreams.OpenError();
            ErrorLine.Write(soleError, "engine: standard output: cannot be written: it is closed. Open it, or send it to /dev/null.");
            return ExitCode.BadInput;
        }

        using (output)
        {
            using StreamWriter error = StandardStreams.OpenError();
            return Run(args, output, error, addActivities);
        }
    }

    /// <summary>Runs the program against given streams; tests call it in process.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="output">Standard output: buffered, flushed here at the end. A command that shows progress flushes it itself; one that writes bytes flushes it and uses its stream.</param>
    /// <param name="error">Standard error: written through.</param>
    /// <param name="addActivities">Adds activities to those that `serve` has.</param>
    public static int Run(string[] args, StreamWriter output, TextWriter error, Action<ActivityTable>? addActivities = null)
    {
        try
        {
            // A file may well be called "@x": arguments are taken as they are, without response files.
            ParseResult parsed = CreateRootCommand(addActivities).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            int exitCode = parsed.Action is ParseErrorAction
                ? ReportCommandLine(parsed, error)
                : parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            output.Flush();
            return exitCode;
        }
        catch (Exception exception)
        {
            return Report(exception, error);
        }
    }

    private static RootCommand CreateRootCommand(Action<ActivityTable>? addActivities)
    {
        var root = new RootCommand("Serve workflows over HTTP; plan, draw, run and measure graphs of tasks that depend on each other. Without a command: serve, with its defaults.");
        // Completion in a shell asks for "[suggest]"; nothing here sets it up, and as an argument it would answer oddly.
        root.Directives.Clear();
        root.Add(PlanCommand.Create());
        root.Add(RunCommand.Create());
        root.Add(BenchCommand.Create());
        root.Add(JournalCommand.Create());
        root.Add(ServeCommand.Create(addActivities));
        root.Add(LoadCommand.Create());
        root.SetAction(static parsed => ServeCommand.Run(new ServeOptions { Urls = [ServeOptions.FirstUrl] }, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return root;
    }

    private static int ReportCommandLine(ParseResult parsed, TextWriter error)
    {
        string command = parsed.CommandResult.Command is RootCommand ? "engine" : $"engine {NameOf(parsed.CommandResult)}";
        ErrorLine.Write(error, $"engine: {CommandLine.Describe(parsed)} See '{command} --help'.");
        return ExitCode.BadInput;
    }

    /// <summary>The command as it was written: with those that it belongs to before it.</summary>
    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult { Command: not RootCommand } parent ? $"{NameOf(parent)} {result.Command.Name}" : result.Command.Name;

    private static int Report(Exception exception, TextWriter error)
    {
        if (exception is ReaderGoneException)
        {
            return ExitCode.ReaderGone;
        }

        (string message, int exitCode) = exception switch
        {
            UserError or GraphException or IOException or UnauthorizedAccessException => (exception.Message, ExitCode.BadInput),
            OperationCanceledException => ("cancelled.", ExitCode.Cancelled),
            OutOfMemoryException => ("out of memory: this graph or answer is too large for this machine.", ExitCode.Failed),
            _ => ($"internal error, {exception.GetType().Name}: {exception.Message} Please report it with the output of the same command under {StackTraceVariable}=1.", ExitCode.Failed),
        };
        ErrorLine.Write(error, $"engine: {message}");
        if (Environment.GetEnvironmentVariable(StackTraceVariable) == "1")
        {
            error.WriteLine(exception);
        }

        return exitCode;
    }
}
