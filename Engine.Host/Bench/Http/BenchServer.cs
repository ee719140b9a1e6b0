using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Text;
using Engine.Host.Load;
using Engine.Host.Serve;
using Engine.Host.Serve.Catalog;

namespace Engine.Host.Bench.Http;

/// <summary>`engine serve` in this process, in memory, on a free port of this machine, with workflows that have been executed.</summary>
internal sealed class BenchServer : IDisposable
{
    /// <summary>The workflow of one task.</summary>
    public const string OneTask = "one-task";

    /// <summary>Begins the id of each workflow that clients define, and stands at the beginning of no other's.</summary>
    public const string MadePrefix = "made-";

    private const int Workflows = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StringWriter _error = new();
    private readonly ServeProgram _program;

    public BenchServer()
    {
        _program = ServeProgram.StartAsync(new ServeOptions { Urls = ["http://127.0.0.1:0"], Folder = null, ShardCount = 1, HasSample = false }, _error).GetAwaiter().GetResult();
        Address = new IPEndPoint(IPAddress.Loopback, new Uri(_program.Addresses[0]).Port);
        var options = new LoadOptions { Address = Address, HostName = "localhost", Mix = LoadMix.Parse("execute"), Workflows = Workflows };
        new LoadRun(options, "bench").PrepareAsync().GetAwaiter().GetResult();
        var requests = new LoadRequests(options, options.HostName, "bench");
        WorkflowIds = [.. Enumerable.Range(0, Workflows).Select(number => requests.PreparedId((uint)number))];
        var one = WorkflowDocument.Parse(Encoding.UTF8.GetBytes($$$"""{"workflow_id":"{{{OneTask}}}","agents":{"a":{"type":"echo"}},"tasks":[{"task_id":"only","agent_role":"a"}]}"""));
        _program.App.Catalog.DefineAsync(_program.App.TenantOf(""), one, CancellationToken.None).GetAwaiter().GetResult();
        WaitUntilRunsEnded();
    }

    public IPEndPoint Address { get; }

    /// <summary>Workflows of 10 to 100 tasks, each executed once and completed.</summary>
    public IReadOnlyList<string> WorkflowIds { get; }

    /// <summary>How many workflows it has.</summary>
    public int WorkflowCount => _program.App.Catalog.Count;

    /// <summary>What it said on standard error: internal errors.</summary>
    public string Errors => _error.ToString();

    /// <summary>Requests that define each a workflow of 10 to 100 tasks, with digits for its id.</summary>
    public static IReadOnlyList<byte[]> Definitions()
    {
        var requests = new LoadRequests(new LoadOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), HostName = "localhost", Mix = LoadMix.Parse("create") }, "localhost", "bench");
        return [.. Enumerable.Range(0, Workflows).Select(number =>
        {
            var request = new ArrayBufferWriter<byte>();
            requests.WriteCreate(request, MadePrefix + RequestScript.StampDigits, (uint)number);
            return request.WrittenSpan.ToArray();
        })];
    }

    /// <summary>Removes what clients have defined: else a measurement would fill the host.</summary>
    public void RemoveMade()
    {
        TenantSpace tenant = _program.App.TenantOf("");
        List<DefinedWorkflow> made = tenant.After(0, tenant.WorkflowCount, static workflow => workflow.Spec.Id.StartsWith(MadePrefix, StringComparison.Ordinal));
        Task.WhenAll(made.Select(workflow => _program.App.Catalog.RemoveAsync(workflow))).GetAwaiter().GetResult();
    }

    /// <exception cref="BenchCheckException">They go on for too long.</exception>
    public void WaitUntilRunsEnded()
    {
        long start = Stopwatch.GetTimestamp();
        while (_program.App.Runs.Health().RunCount > 0)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new BenchCheckException($"Executions have not ended within {Patience.TotalSeconds} s.");
            }

            Thread.Yield();
        }
    }

    public void Dispose() => _program.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
