using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Keeps a folder to one owner, in this process and among all: a lock on a file, which the system takes back when the process ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = "journal.lock";

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="JournalException">Somebody has it.</exception>
    public static FolderLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new JournalException(
                JournalFault.Locked, $"{path} is locked: another engine uses this folder. End it, or choose another folder.", exception);
        }
    }

    /// <summary>
    /// Keeps owners out while somebody reads, who may be several. Makes and changes nothing; null where there is no lock file, as in a folder that no
    /// owner has taken.
    /// </summary>
    /// <exception cref="JournalException">An owner has it.</exception>
    public static FolderLock? TakeToRead(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return new FolderLock(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        }
        catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException exception)
        {
            throw new JournalException(
                JournalFault.Locked, $"{path} is locked: a running engine uses this folder. Stop it first: a journal is read while nobody writes it.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
