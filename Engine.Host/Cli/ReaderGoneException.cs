namespace Engine.Host.Cli;

/// <summary>
/// Who read the output has left, as `head -1` does: nothing went wrong, but nobody waits for the rest. The program stops
/// without a word and exits with <see cref="ExitCode.ReaderGone"/>.
/// </summary>
internal sealed class ReaderGoneException(Exception inner) : IOException("The reader of the output has gone.", inner);
