using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Engine.Tests.Guide.Hosting;

public readonly record struct Booking(int Number, int Seat, decimal Price);

[Workflow<Booking, string>(Hosted = true)]
public sealed partial class SellTickets(IBoxOffice office)
{
    [Step, Retry(3, DelayMs = 50)] public ValueTask<int> Hold(Booking booking) => office.HoldAsync(booking.Seat);
    [Compensate(nameof(Hold))] public ValueTask Release(int hold) => office.ReleaseAsync(hold);
    [Step] public static decimal Total(Booking booking) => booking.Price * 1.07m;
    [Step]
    public ValueTask<string> Charge(Booking booking, int hold, decimal total, StepContext context) =>
        office.ChargeAsync(booking.Number, total, context.IdempotencyKey);
}

public interface IBoxOffice
{
    ValueTask<int> HoldAsync(int seat);

    ValueTask ReleaseAsync(int hold);

    ValueTask<string> ChargeAsync(int number, decimal total, string key);
}

public sealed class BoxOffice : IBoxOffice
{
    public HashSet<string> Keys { get; } = [];

    public List<int> Released { get; } = [];

    public bool HasPower { get; set; } = true;

    public TaskCompletionSource Opens { get; init; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<int> HoldAsync(int seat)
    {
        await Opens.Task;
        return seat + 1000;
    }

    public ValueTask ReleaseAsync(int hold)
    {
        Released.Add(hold);
        return default;
    }

    public async ValueTask<string> ChargeAsync(int number, decimal total, string key)
    {
        await Task.Yield();
        Keys.Add(key);
        return HasPower ? $"{number}: {total}" : throw new IOException("no power");
    }
}

/// <summary>docs/guide/hosting.md and durability.md.</summary>
public sealed class HostingTests : IDisposable
{
    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_of_the_page_starts_ends_and_is_found_again_in_the_next_process()
    {
        string folder = _folder.Path;
        var office = new BoxOffice();
        office.Opens.SetResult();
        var booking = new Booking(17, 3, 100m);
        RunId id;
        {
            await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = folder });
            HostedWorkflow<Booking, string> tickets = host.Add(new SellTickets(office));
            await host.StartAsync();                                    // what the folder holds goes on from here

            RunHandle<string> run = await tickets.StartAsync(booking, key: "booking-17");   // it is on the disk: started for good
            string ticket = await run.WaitAsync();                                          // its outcome is, too
            Assert.Equal("17: 107.00", ticket);
            id = run.Id;
        }

        {
            await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = folder });
            HostedWorkflow<Booking, string> tickets = host.Add(new SellTickets(office));
            await host.StartAsync();

            RunHandle<string>? found = await tickets.FindAsync("booking-17");               // null if there is none, or none any more
            RunHandle<string> same = await tickets.StartAsync(booking, key: "booking-17");  // not a second one
            string ticket = await tickets.Find(id).WaitAsync();                             // by its number
            Assert.Equal((id, id, "17: 107.00"), (found!.Value.Id, same.Id, ticket));
            Assert.Equal([$"{id}-Charge"], office.Keys);
        }
    }

    [Fact]
    public async Task Many_runs_start_together_and_runs_may_be_kept_in_memory_alone()
    {
        var office = new BoxOffice();
        office.Opens.SetResult();
        Booking[] bookings = [new(1, 1, 10m), new(2, 2, 20m)];

        await using var host = new WorkflowHost(new WorkflowHostOptions());                 // no folder: runs end with the process
        HostedWorkflow<Booking, string> tickets = host.Add(new SellTickets(office));
        await host.StartAsync();

        RunHandle<string>[] runs = await tickets.StartMany(bookings);                       // all of them, or none and why
        string first = await runs[0].WaitAsync();
        string third = await tickets.RunAsync(new Booking(3, 3, 30m));                      // start and wait in one
        Assert.Equal(("1: 10.70", "32.10", "2: 21.40"), (first, third[3..], await runs[1].WaitAsync()));
    }

    [Fact]
    public async Task Runs_are_looked_at_paused_cancelled_and_retried()
    {
        var office = new BoxOffice { HasPower = false };
        await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path });
        HostedWorkflow<Booking, string> tickets = host.Add(new SellTickets(office));
        await host.StartAsync();
        RunHandle<string> run = await tickets.StartAsync(new Booking(17, 3, 100m), key: "booking-17");

        RunSnapshot snapshot = await run.GetAsync();                        // each step: how it ended, or what it waits for
        await run.PauseAsync("the theatre is closed");                      // what is under way ends, nothing starts
        await run.ResumeAsync();
        bool isCancelled = await run.CancelAsync();                         // compensations run; false if it had ended

        Assert.Equal(["Hold", "Total", "Charge"], snapshot.Steps.Select(static step => step.Name));
        Assert.True(isCancelled);
        office.Opens.SetResult();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run.WaitAsync().AsTask());
        {
            HostedRunHistory history = await run.HistoryAsync();                // when each step began and ended, attempts that failed, who paused it and why
            Console.WriteLine(history);
            Assert.Contains(history.Events, static one => one is { Kind: HostedRunEventKind.Paused, Reason: "the theatre is closed" });
            Assert.Equal(HostedRunEventKind.Ended, history.Events[^1].Kind);
        }
    }

    [Fact]
    public async Task Failed_runs_are_listed_and_those_that_undid_nothing_go_on()
    {
        var meter = new Meter();
        await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path });
        HostedWorkflow<int, int> read = host.Add(new ReadMeter(meter));
        await host.StartAsync();
        foreach (RunHandle<int> run in await read.StartMany([1, 2, 3]))
        {
            await Assert.ThrowsAsync<IOException>(() => run.WaitAsync().AsTask());
        }

        meter.HasPower = true;
        int retried = 0;

        var failed = new RunQuery { Workflow = "ReadMeter", Status = RunStatus.Failed };
        RunPage page = await host.ListAsync(failed);                        // page.Next leads to the next page
        foreach (RunSummary run in page.Runs)
        {
            await host.RetryAsync(run.Id);                                  // goes on at the step that failed
            retried++;
        }

        Assert.Equal(3, retried);
        Assert.Equal(20, await read.Find(page.Runs[0].Id).WaitAsync());
    }

    [Fact]
    public async Task Container_makes_the_host_and_the_program_starts_and_drains_it()
    {
        string folder = _folder.Path;
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IBoxOffice>(OpenOffice()).AddSingleton<Counter>();

        builder.Services.AddSellTickets();                                  // the generator wrote it
        builder.Services.AddEngine(options => options.Folder = folder);     // started and drained with the program
        builder.Services.AddWorkflow<SellTickets, Booking, string>();

        using IHost program = builder.Build();
        await program.StartAsync();
        Assert.Equal("17: 107.00", await program.Services.GetRequiredService<Counter>().SellAsync(new Booking(17, 3, 100m)));
        await program.StopAsync();
    }

    private static BoxOffice OpenOffice()
    {
        var office = new BoxOffice();
        office.Opens.SetResult();
        return office;
    }
}

public sealed class Counter(HostedWorkflow<Booking, string> tickets)
{
    public ValueTask<string> SellAsync(Booking booking) => tickets.RunAsync(booking, key: $"booking-{booking.Number}");
}

[Workflow<int, int>(Hosted = true)]
public sealed partial class ReadMeter(Meter meter)
{
    [Step] public int Read(int input) => meter.HasPower ? 20 : throw new IOException($"meter {input} is out");
}

public sealed class Meter
{
    public bool HasPower { get; set; }
}
