namespace Engine.Host.Cli;

/// <summary>
/// Something the person at the keyboard can mend. The message is one line that names file, place and fix; the program
/// prints it on stderr and exits with <see cref="ExitCode.BadInput"/>, without a stack trace.
/// </summary>
internal sealed class UserError(string message) : Exception(message);
