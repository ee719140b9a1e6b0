using Engine.Runtime;

namespace Engine.Host;

/// <summary>
/// `engine serve` as a program of your own, with activities of your own: the same command line, addresses, page and folder, in JIT and NativeAOT. Refer to
/// the project Engine.Host, and make this call the whole of the program.
/// </summary>
/// <example><code>
/// return EngineServer.Run(args, static activities => activities.Add(new Letters("Dear")));
/// </code></example>
public static class EngineServer
{
    /// <summary>Serves until a signal comes.</summary>
    /// <param name="args">What may stand behind `engine serve`, with or without that word; --help says what that is.</param>
    /// <param name="addActivities">
    /// Adds activities, once, before anything starts. One with the name of a built-in one takes its place. Names that begin with a parenthesis are the host's own.
    /// </param>
    /// <returns>The exit code of the program: 0 after a signal; otherwise a line on standard error says what is wrong.</returns>
    public static int Run(string[] args, Action<ActivityTable> addActivities)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(addActivities);
        return Program.Start(args is ["serve", ..] ? args : ["serve", .. args], addActivities);
    }
}
