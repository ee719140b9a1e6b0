namespace Engine.Host.Cli;

/// <summary>What the program answers to the shell.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The work itself failed: a benchmark missed a target, a run broke one of its checks.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a file is wrong; stderr says what and how to mend it.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;

    /// <summary>The terminal or session ended: 128 + SIGHUP.</summary>
    public const int HungUp = 129;

    /// <summary>Who read the output left before its end, as `head` does; nothing is said. 128 + SIGPIPE, as if the pipe's signal had ended the program.</summary>
    public const int ReaderGone = 141;

    /// <summary>Asked to end, by `kill` or the system: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
