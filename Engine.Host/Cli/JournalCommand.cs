using System.CommandLine;
using System.CommandLine.Help;
using Engine.Host.Journal;

namespace Engine.Host.Cli;

/// <summary>`engine journal`: looks into the folder of a host that is not running, and changes nothing there.</summary>
internal static class JournalCommand
{
    public static Command Create()
    {
        var command = new Command("journal", "Check or read the journals in the folder of a host that is not running. Nothing is changed.")
        {
            CreateVerify(), CreateDump(),
        };
        command.SetAction(static parsed => new HelpAction().Invoke(parsed));
        return command;
    }

    private static Command CreateVerify()
    {
        Argument<string> folder = CreateFolder();
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of text for a person." };
        var command = new Command("verify", "Read everything, and say what is there and whether anything is damaged; exit with 1 when it is.") { folder, json };
        command.SetAction(parsed =>
        {
            using JournalFolder opened = JournalFolder.Open(parsed.GetRequiredValue(folder));
            return parsed.GetValue(json)
                ? JournalVerifier.RunJson(opened, (StreamWriter)parsed.InvocationConfiguration.Output)
                : JournalVerifier.Run(opened, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static Command CreateDump()
    {
        Argument<string> folder = CreateFolder();
        var json = new Option<bool>("--json") { Description = "Print one JSON object per line instead of text for a person." };
        var command = new Command("dump", "Print a line per record: shard/segment:byte, kind, run, workflow, step, bytes, time, and what else it says.") { folder, json };
        command.SetAction(parsed =>
        {
            using JournalFolder opened = JournalFolder.Open(parsed.GetRequiredValue(folder));
            return JournalDumper.Run(opened, parsed.GetValue(json), (StreamWriter)parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static Argument<string> CreateFolder() => new("FOLDER") { Description = "The folder of a host, or of one shard in it. One that a running host uses is refused." };
}
