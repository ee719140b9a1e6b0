namespace Engine.Host.Bench.Durable;

/// <summary>A new folder for the files of one case, gone with all that is in it when the case is over, or the process is asked to end.</summary>
internal sealed class BenchFolder : IDisposable
{
    private static readonly List<BenchFolder> Open = [];

    private static int _count;

    /// <param name="parent">A folder on the disk that is measured.</param>
    public BenchFolder(string parent)
    {
        FullName = Path.Combine(parent, $"engine-bench-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        lock (Open)
        {
            Directory.CreateDirectory(FullName);
            Open.Add(this);
        }
    }

    public string FullName { get; }

    /// <summary>A folder of this name in it, which is made by who uses it.</summary>
    public string Sub(string name) => Path.Combine(FullName, name);

    /// <summary>Takes away the folders of a process that is about to end by a signal, as far as it can: its threads may still write there.</summary>
    public static void DeleteOpen()
    {
        lock (Open)
        {
            foreach (BenchFolder folder in Open)
            {
                try
                {
                    Directory.Delete(folder.FullName, recursive: true);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                }
            }
        }
    }

    public void Dispose()
    {
        lock (Open)
        {
            if (Open.Remove(this))
            {
                Directory.Delete(FullName, recursive: true);
            }
        }
    }
}
