using System.Text;

namespace Engine.Host.Cli;

/// <summary>
/// A file that a person asked for with an option. What is written goes to a new file beside it that takes its place when all
/// is well: a command that fails leaves what was there before, and never half a file. Pipes and devices are written directly.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private const string Fix = "Free space or name another file.";

    // All files that are not finished, for a signal that ends the process.
    private static readonly List<OutputFile> Unfinished = [];

    private readonly string _finalPath;
    private readonly string? _temporaryPath;
    private readonly string _name;

    private OutputFile(string finalPath, string? temporaryPath, string name, FileStream file)
    {
        (_finalPath, _temporaryPath, _name) = (finalPath, temporaryPath, name);
        Writer = new StreamWriter(new OutputStream(file, name, Fix), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024);
        if (temporaryPath is not null)
        {
            lock (Unfinished)
            {
                Unfinished.Add(this);
            }
        }
    }

    /// <summary>For text; who writes bytes flushes it and uses its stream.</summary>
    public StreamWriter Writer { get; }

    /// <summary>Begins to create or replace a file.</summary>
    /// <param name="path">The path as the person wrote it.</param>
    /// <param name="option">The option that named it, such as "--svg", for the error.</param>
    /// <param name="inputPaths">The graph files that the command reads; none of them is overwritten.</param>
    /// <exception cref="UserError">The file cannot be written, or must not.</exception>
    public static OutputFile Create(string path, string option, params ReadOnlySpan<string> inputPaths)
    {
        if (path.Length == 0)
        {
            throw new UserError($"{option}: the name of the file is empty. Name a file.");
        }

        try
        {
            foreach (string input in inputPaths)
            {
                RefuseInput(path, option, input);
            }

            string full = Path.GetFullPath(path), real = RealPath.Of(path), name = $"{option} {path}";
            return IsSystemPath(full) || IsSystemPath(real) || Directory.Exists(path)
                ? new OutputFile(full, temporaryPath: null, name, OpenFile(full, FileMode.Create))
                : Open(real, name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = Directory.Exists(path) ? "it is a directory"
                : exception is DirectoryNotFoundException ? "its directory does not exist"
                : WriteFailure.Reason(exception);
            throw new UserError($"{option} {path}: cannot be written: {reason}. Name a file in a directory that you can write to.");
        }
    }

    /// <summary>Refuses two options that name one file.</summary>
    /// <exception cref="UserError">They do.</exception>
    public static void RefuseSame(string option, string? path, string otherOption, string? otherPath)
    {
        if (!string.IsNullOrEmpty(path) && !string.IsNullOrEmpty(otherPath) && RealPath.AreSame(path, otherPath))
        {
            throw new UserError($"{option} and {otherOption} both name {otherPath}. Give them different files.");
        }
    }

    /// <summary>Takes away the temporary files of a process that is about to end by a signal.</summary>
    public static void DeleteUnfinished()
    {
        lock (Unfinished)
        {
            foreach (OutputFile file in Unfinished)
            {
                File.Delete(file._temporaryPath!);
            }
        }
    }

    /// <summary>Ends the file: only now it stands under its name.</summary>
    /// <exception cref="UserError">The rest of it could not be written.</exception>
    public void Finish()
    {
        Writer.Dispose();
        if (_temporaryPath is not null)
        {
            lock (Unfinished)
            {
                Unfinished.Remove(this);
            }

            try
            {
                File.Move(_temporaryPath, _finalPath, overwrite: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                File.Delete(_temporaryPath);
                throw new UserError($"{_name}: cannot be written: {WriteFailure.Reason(exception)}. {Fix}");
            }
        }
    }

    /// <summary>Without <see cref="Finish"/> before it, what was written is thrown away.</summary>
    public void Dispose()
    {
        try
        {
            Writer.Dispose();
        }
        finally
        {
            lock (Unfinished)
            {
                if (Unfinished.Remove(this))
                {
                    File.Delete(_temporaryPath!);
                }
            }
        }
    }

    private static void RefuseInput(string path, string option, string input)
    {
        if (RealPath.AreSame(path, input))
        {
            throw new UserError($"{option} {path}: this would overwrite the graph itself. Name another file.");
        }

        string packed = input.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? input[..^3] : input;
        if (packed.EndsWith(".edges", StringComparison.OrdinalIgnoreCase))
        {
            string names = packed[..^".edges".Length] + ".names";
            if (RealPath.AreSame(path, names) || RealPath.AreSame(path, names + ".gz"))
            {
                throw new UserError($"{option} {path}: the names of the graph's nodes are read from there. Name another file.");
            }
        }
    }

    private static OutputFile Open(string path, string name)
    {
        bool isReplaced = File.Exists(path);
        UnixFileMode? mode = null;
        if (isReplaced)
        {
            // Opened for a moment: a file that may not be written must not be replaced either. A pipe stays open.
            FileStream old = OpenFile(path, FileMode.Open);
            if (!old.CanSeek)
            {
                return new OutputFile(path, temporaryPath: null, name, old);
            }

            old.Dispose();
            mode = OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path);
        }

        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".engine-{Path.GetRandomFileName()}.tmp");
        try
        {
            return new OutputFile(path, temporary, name, OpenFile(temporary, FileMode.CreateNew, mode));
        }
        catch (UnauthorizedAccessException) when (isReplaced)
        {
            // The file may be written, its directory not: no other way than to write over it.
            return new OutputFile(path, temporaryPath: null, name, OpenFile(path, FileMode.Create));
        }
    }

    /// <summary>Devices, and what a shell made of /dev/stdout or /dev/fd/3: these are not files to be replaced.</summary>
    private static bool IsSystemPath(string path)
        => !OperatingSystem.IsWindows()
            && (path.StartsWith("/proc/", StringComparison.Ordinal)
                || (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal)));

    private static FileStream OpenFile(string path, FileMode mode, UnixFileMode? createMode = null)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 64 * 1024 };
        if (createMode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = createMode;
        }

        return new FileStream(path, options);
    }
}
