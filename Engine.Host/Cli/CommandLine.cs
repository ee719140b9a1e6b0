using System.CommandLine;

namespace Engine.Host.Cli;

/// <summary>What the commands share in reading their command lines.</summary>
internal static class CommandLine
{
    /// <summary>Refuses an empty FILE, as a script gives it whose variable is not set.</summary>
    /// <exception cref="UserError">It is empty.</exception>
    public static void RefuseEmpty(string file)
    {
        if (file.Length == 0)
        {
            throw new UserError("FILE: the name of the file is empty. Name a graph file.");
        }
    }

    /// <summary>What is wrong with a command line, in one sentence or two.</summary>
    public static string Describe(ParseResult parsed)
    {
        string message = parsed.Errors[0].Message;
        string? wrong = parsed.UnmatchedTokens.Count == 0 ? null : parsed.UnmatchedTokens[0];
        if (wrong is null || !message.Contains(wrong, StringComparison.Ordinal))
        {
            return message;
        }

        Command command = parsed.CommandResult.Command;
        IEnumerable<string> known = wrong.StartsWith('-')
            ? command.Options.SelectMany(static option => option.Aliases.Prepend(option.Name)).Where(static name => name.StartsWith("--", StringComparison.Ordinal))
            : command.Subcommands.Select(static sub => sub.Name);
        return message + DidYouMean.Sentence(DidYouMean.Find(wrong, known));
    }
}
