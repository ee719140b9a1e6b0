namespace Engine.Host.Cli;

/// <summary>Files that a person asked for with an option.</summary>
internal static class OutputFile
{
    /// <summary>Creates or replaces the file.</summary>
    /// <param name="path">The path as the person wrote it.</param>
    /// <param name="option">The option that named it, such as "--svg", for the error.</param>
    /// <exception cref="UserError">The file cannot be created.</exception>
    public static FileStream Create(string path, string option)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 64 * 1024);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = Directory.Exists(path) ? "it is a directory"
                : exception is DirectoryNotFoundException ? "its directory does not exist"
                : exception is UnauthorizedAccessException ? "no permission"
                : exception.Message;
            throw new UserError($"{option} {path}: cannot be written: {reason}. Name a file in a directory that you can write to.");
        }
    }
}
