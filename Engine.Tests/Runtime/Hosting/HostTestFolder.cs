namespace Engine.Tests.Runtime.Hosting;

/// <summary>A folder that is not there yet, and is gone when the test ends.</summary>
internal sealed class HostTestFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"engine-host-{Environment.ProcessId}-{System.IO.Path.GetRandomFileName()}");

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
