using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Engine.Host.Bench;

/// <summary>
/// Counts the instructions that the calling thread retires in user mode: where time swings with the neighbours of a machine, this repeats. Linux on
/// x64 and Arm64, where the kernel lets a process count its own (perf_event_paranoid up to 2); elsewhere there is none.
/// </summary>
internal sealed partial class InstructionCounter : IDisposable
{
    private const uint Hardware = 0;
    private const ulong Instructions = 1;

    private readonly SafeFileHandle _handle;

    private InstructionCounter(SafeFileHandle handle) => _handle = handle;

    /// <summary>A counter for the calling thread; null where the system has none to give.</summary>
    public static InstructionCounter? TryOpen() => TryOpen(Hardware, Instructions);

    /// <summary>A counter of something else that the kernel counts, by the numbers of perf_event.h.</summary>
    internal static InstructionCounter? TryOpen(uint type, ulong config)
    {
        nint call = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 298,
            Architecture.Arm64 => 241,
            _ => 0,
        };
        if (call == 0 || !OperatingSystem.IsLinux())
        {
            return null;
        }

        // include/uapi/linux/perf_event.h, the first version of the structure: not in the kernel, not in the hypervisor.
        var asked = new EventAttributes { Type = type, Size = (uint)Marshal.SizeOf<EventAttributes>(), Config = config, Flags = (1 << 5) | (1 << 6) };
        long descriptor = syscall(call, ref asked, 0, -1, -1, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var counter = new InstructionCounter(new SafeFileHandle((nint)descriptor, ownsHandle: true));
        if (counter.Read() > 0)
        {
            return counter;
        }

        // A virtual machine may open the counter and never count.
        counter.Dispose();
        return null;
    }

    /// <summary>Instructions since the counter was opened. Its own cost, about a hundred, is in it.</summary>
    public long Read()
    {
        long count = 0;
        return read(_handle, ref count, sizeof(long)) == sizeof(long) ? count : 0;
    }

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(nint number, ref EventAttributes attributes, nint process, nint processor, nint group, nint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle file, ref long count, nint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct EventAttributes
    {
        public uint Type;
        public uint Size;
        public ulong Config;
        public ulong SamplePeriod;
        public ulong SampleType;
        public ulong ReadFormat;
        public ulong Flags;
        public uint WakeUpEvents;
        public uint BreakpointType;
        public ulong Config1;
    }
}
