using System.Text;
using Engine.Host.Serve.Activities;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Simulation;

namespace Engine.Tests.Host.Serve;

/// <summary>Definitions that many clients send at the same time, and a disk that is slow or full.</summary>
public class DefinitionWriterTests
{
    [Fact]
    public async Task What_comes_while_the_disk_is_busy_is_written_with_one_sync_in_its_order()
    {
        using var disk = new SlowDisk();
        var all = new List<Task>();
        using (var writer = new DefinitionWriter(Read(disk)))
        {
            writer.Start();
            int before = disk.SyncCount;
            disk.HoldSyncs();
            all.Add(writer.AppendAsync("acme", Definition("first")));
            await disk.SyncBegunAsync().Within();
            all.AddRange(Enumerable.Range(0, 500).Select(number => writer.AppendAsync("acme", Definition($"{number}"))));
            all.Add(writer.AppendRemovalAsync("acme", "7", 10));
            Assert.DoesNotContain(all, static one => one.IsCompleted);
            disk.LetSyncsGo();
            await Task.WhenAll(all).Within();
            Assert.Equal(2, disk.SyncCount - before);
        }

        Assert.Equal(["first", .. Enumerable.Range(0, 500).Where(static number => number != 7).Select(static number => $"{number}")], Ids(disk));
    }

    [Fact]
    public async Task Writer_that_is_disposed_of_writes_what_has_come_and_takes_no_more()
    {
        using var disk = new SlowDisk();
        var writer = new DefinitionWriter(Read(disk));
        writer.Start();
        Task last = Task.CompletedTask;
        for (int number = 0; number < 100; number++)
        {
            last = writer.AppendAsync("acme", Definition($"{number}"));
        }

        writer.Dispose();
        await last.Within();
        await Assert.ThrowsAsync<IOException>(() => writer.AppendAsync("acme", Definition("late")).Within());
        Assert.Equal(100, Ids(disk).Count);
        new DefinitionWriter(Read(disk)).Dispose();
    }

    [Fact]
    public async Task More_than_may_wait_for_the_disk_is_refused()
    {
        using var disk = new SlowDisk();
        using var writer = new DefinitionWriter(Read(disk));
        writer.Start();
        disk.HoldSyncs();
        Task first = writer.AppendAsync("acme", Definition("first"));
        await disk.SyncBegunAsync().Within();
        byte[] large = Definition(new string('x', DefinitionWriter.MaxWaitingBytes));
        Task second = writer.AppendAsync("acme", large);
        Assert.Contains("wait for the disk", (await Assert.ThrowsAsync<IOException>(() => writer.AppendAsync("acme", Definition("third")).Within())).Message);
        disk.LetSyncsGo();
        await first.Within();
        await second.Within();
        await writer.AppendAsync("acme", Definition("fourth")).Within();
    }

    [Fact]
    public async Task Definition_that_a_full_disk_refused_is_taken_once_there_is_room()
    {
        var disk = new SimulatedDisk(1);
        using var writer = new DefinitionWriter(Read(disk));
        writer.Start();
        await using var host = new WorkflowHost(new WorkflowHostOptions());
        await host.StartAsync();
        var tenant = new TenantSpace("", 16, 16, TimeProvider.System);
        using var catalog = new WorkflowCatalog(host, NewActivities(), writer, 3, _ => tenant);
        Assert.True((await DefineAsync("a")).IsNew);

        disk.CapacityBytes = disk.TakenBytes;
        ServeException refused = await Assert.ThrowsAsync<ServeException>(() => DefineAsync("b"));
        Assert.Equal(503, refused.Status);
        Assert.Contains("No space left", refused.Message);
        Assert.Null(tenant.Find("b"));
        Assert.Equal(409, (await Assert.ThrowsAsync<ServeException>(() => DefineAsync("b", "other"))).Status);

        disk.CapacityBytes = long.MaxValue;
        Assert.True((await DefineAsync("b")).IsNew);
        Assert.False((await DefineAsync("b")).IsNew);
        Assert.NotNull(tenant.Find("b"));
        Assert.Equal(2, catalog.Count);
        Assert.True((await DefineAsync("c")).IsNew);
        Assert.Equal(503, (await Assert.ThrowsAsync<ServeException>(() => DefineAsync("d"))).Status);

        // What the full disk did not take of a removal is made good by the definition that takes the id.
        disk.CapacityBytes = disk.TakenBytes;
        Assert.Equal(503, (await Assert.ThrowsAsync<ServeException>(() => catalog.RemoveAsync(tenant.Find("a")!))).Status);
        disk.CapacityBytes = long.MaxValue;
        Assert.True((await DefineAsync("a", "second")).IsNew);
        Assert.Equal(["a", "b", "c"], tenant.After(0, 10, static _ => true).Select(static workflow => workflow.Spec.Id).Order());
        writer.Dispose();
        Assert.Equal(["b", "c", "a"], Ids(disk));

        Task<(DefinedWorkflow Workflow, bool IsNew)> DefineAsync(string id, string name = "first") => catalog.DefineAsync(tenant, Document(id, name), default).Within();
    }

    [Fact]
    public async Task Clients_that_define_the_same_at_the_same_time_get_one_workflow_of_which_one_is_new()
    {
        using var disk = new SlowDisk();
        using var writer = new DefinitionWriter(Read(disk));
        writer.Start();
        await using var host = new WorkflowHost(new WorkflowHostOptions());
        await host.StartAsync();
        var tenant = new TenantSpace("", 16, 16, TimeProvider.System);
        using var catalog = new WorkflowCatalog(host, NewActivities(), writer, 1_000, _ => tenant);
        disk.HoldSyncs();
        Task<(DefinedWorkflow Workflow, bool IsNew)>[] defining =
            [.. Enumerable.Range(0, 90).Select(number => Task.Run(() => catalog.DefineAsync(tenant, Document($"w{number % 30}", "same"), default)))];
        await disk.SyncBegunAsync().Within();
        Assert.Empty(tenant.After(0, 100, static _ => true));
        disk.LetSyncsGo();
        (DefinedWorkflow Workflow, bool IsNew)[] defined = await Task.WhenAll(defining).Within();
        Assert.Equal(30, defined.Count(static one => one.IsNew));
        Assert.Equal(30, defined.Select(static one => one.Workflow).Distinct().Count());
        List<DefinedWorkflow> inOrder = tenant.After(0, 100, static _ => true);
        Assert.Equal(30, inOrder.Count);
        Assert.Equal(inOrder.OrderBy(static workflow => workflow.Number), inOrder);
        writer.Dispose();
        Assert.Equal(inOrder.Select(static workflow => workflow.Spec.Id), Ids(disk));
    }

    private static ActivityCatalog NewActivities() => new(simulateUnknown: false);

    private static WorkflowDocument Document(string id, string name) => WorkflowDocument.Parse(Encoding.UTF8.GetBytes(
        $$"""{"workflow_id":"{{id}}","name":"{{name}}","agents":{"worker":{"type":"echo"} },"tasks":[{"task_id":"a","agent_role":"worker"}]}"""));

    private static byte[] Definition(string id) => Encoding.UTF8.GetBytes($$"""{"workflow_id":"{{id}}"}""");

    private static DefinitionFile Read(IDisk disk)
    {
        var file = new DefinitionFile(disk);
        file.Read();
        return file;
    }

    private static List<string> Ids(IDisk disk)
    {
        using var file = new DefinitionFile(disk);
        return [.. file.Read().Select(static stored => System.Text.Json.JsonDocument.Parse(stored.Content).RootElement.GetProperty("workflow_id").GetString()!)];
    }

    /// <summary>A disk whose syncs can be held up.</summary>
    private sealed class SlowDisk : IDisk, IDisposable
    {
        private readonly SimulatedDisk _disk = new(1);
        private readonly ManualResetEventSlim _goes = new(initialState: true);
        private readonly SemaphoreSlim _begun = new(0);
        private int _syncCount;

        public int SyncCount => Volatile.Read(ref _syncCount);

        public void HoldSyncs() => _goes.Reset();

        public void LetSyncsGo() => _goes.Set();

        /// <summary>Waits until a sync is held up.</summary>
        public Task SyncBegunAsync() => _begun.WaitAsync();

        public IReadOnlyList<string> List() => _disk.List();

        public IDiskFile Create(string name) => new File(this, _disk.Create(name));

        public IDiskFile Open(string name, bool forWriting) => new File(this, _disk.Open(name, forWriting));

        public void Rename(string name, string newName) => _disk.Rename(name, newName);

        public void Replace(string name, string replaced) => _disk.Replace(name, replaced);

        public void Delete(string name) => _disk.Delete(name);

        public void SyncFolder() => _disk.SyncFolder();

        public void Dispose()
        {
            _goes.Dispose();
            _begun.Dispose();
        }

        private sealed class File(SlowDisk disk, IDiskFile file) : IDiskFile
        {
            public long Length => file.Length;

            public int Read(Span<byte> bytes, long offset) => file.Read(bytes, offset);

            public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

            public void Sync()
            {
                if (!disk._goes.IsSet)
                {
                    disk._begun.Release();
                }

                disk._goes.Wait();
                Interlocked.Increment(ref disk._syncCount);
                file.Sync();
            }

            public void Dispose() => file.Dispose();
        }
    }
}
