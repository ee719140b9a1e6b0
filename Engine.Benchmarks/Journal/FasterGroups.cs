using FASTER.core;

namespace Engine.Benchmarks.Journal;

/// <summary>The same groups through a FasterLog: each record enqueued, then committed with a wait for the disk.</summary>
internal sealed class FasterGroups : IDisposable
{
    private readonly IDevice _device;
    private readonly FasterLog _log;
    private readonly byte[] _record;
    private readonly int _count;
    private int _groups;

    public FasterGroups(string folder, int recordBytes, int count)
    {
        _device = Devices.CreateLogDevice(Path.Combine(folder, "faster.log"));
        _log = new FasterLog(new FasterLogSettings { LogDevice = _device, LogChecksum = LogChecksumType.PerEntry });
        _record = new byte[recordBytes];
        new Random(1).NextBytes(_record);
        _count = count;
    }

    public void Write()
    {
        for (int index = 0; index < _count; index++)
        {
            _log.Enqueue(_record);
        }

        _log.Commit(spinWait: true);
        if (++_groups % 1000 == 0)
        {
            _log.TruncateUntil(Math.Max(_log.BeginAddress, _log.TailAddress - (64 << 20)));
        }
    }

    public void Dispose()
    {
        _log.Dispose();
        _device.Dispose();
    }
}
