using FASTER.core;

namespace Engine.Benchmarks.Hosting;

/// <summary>A FasterLog and a thread that commits what gathered while the last commit ran.</summary>
internal sealed class FasterStore : IRecordStore
{
    private const long KeptBytes = 64 << 20;

    private readonly IDevice _device;
    private readonly FasterLog _log;
    private readonly byte[] _record = new byte[StoredRuns.RecordBytes];
    private readonly SemaphoreSlim _news = new(0);
    private readonly Thread _committer;
    private int _isAsked;
    private volatile bool _isStopping;

    public FasterStore(string folder)
    {
        Directory.CreateDirectory(folder);
        _device = Devices.CreateLogDevice(Path.Combine(folder, "faster.log"));
        _log = new FasterLog(new FasterLogSettings { LogDevice = _device, LogChecksum = LogChecksumType.PerEntry });
        new Random(1).NextBytes(_record);
        _committer = new Thread(Commit) { IsBackground = true, Name = "faster committer" };
        _committer.Start();
    }

    public async ValueTask AppendAsync(int records)
    {
        long address = 0;
        for (int record = 0; record < records; record++)
        {
            address = _log.Enqueue(_record);
        }

        if (Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            _news.Release();
        }

        await _log.WaitForCommitAsync(address + 1).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _isStopping = true;
        _news.Release();
        _committer.Join();
        _log.Dispose();
        _device.Dispose();
        _news.Dispose();
    }

    private void Commit()
    {
        while (true)
        {
            _news.Wait();
            if (_isStopping)
            {
                return;
            }

            Volatile.Write(ref _isAsked, 0);
            Interlocked.MemoryBarrier();
            _log.Commit(spinWait: true);
            if (_log.TailAddress - _log.BeginAddress > 2 * KeptBytes)
            {
                _log.TruncateUntil(_log.TailAddress - KeptBytes);
            }
        }
    }
}
