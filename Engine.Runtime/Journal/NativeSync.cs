using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Engine.Internal;

/// <summary>What the base library does not offer: syncing a file without its times, and syncing a folder.</summary>
internal static partial class NativeSync
{
    private const int InterruptedError = 4;

    /// <summary>Makes a file's bytes survive a crash, and its length; on Linux not its times, which would be a second write.</summary>
    /// <exception cref="IOException">The system said no. What of the bytes is on the disk nobody knows.</exception>
    public static void Data(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        while (fdatasync(handle) != 0)
        {
            Check("fdatasync");
        }
    }

    /// <summary>Makes the names in a folder survive a crash. Windows does so by itself.</summary>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using SafeFileHandle handle = OpenFolder(path);
        while (fsync(handle) != 0)
        {
            Check("fsync");
        }
    }

    private static SafeFileHandle OpenFolder(string path)
    {
        while (true)
        {
            SafeFileHandle handle = open(path, 0);
            if (!handle.IsInvalid)
            {
                return handle;
            }

            handle.Dispose();
            Check($"open of {path}");
        }
    }

    private static void Check(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error != InterruptedError)
        {
            throw new IOException($"{what} failed: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

#pragma warning disable IDE1006 // The names of the C library.
#pragma warning disable SA1300
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle handle);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle handle);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);
#pragma warning restore SA1300
#pragma warning restore IDE1006
}
