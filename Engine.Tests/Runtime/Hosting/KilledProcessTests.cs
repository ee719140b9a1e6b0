using System.Diagnostics;
using System.Globalization;
using Engine.Tests.Crash;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>
/// A real process under load, killed by the system at any instant and started again, again and again. ENGINE_TEST_KILLS chooses how often,
/// ENGINE_TEST_SEED when.
/// </summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int DefaultKills = 50;
    private const int DefaultKillsOfGraphs = 12;
    private const int DefaultSeed = 1;

    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Process_that_is_killed_at_any_instant_loses_nothing_acknowledged_and_repeats_nothing_recorded()
    {
        int kills = Setting("ENGINE_TEST_KILLS", DefaultKills);
        LedgerReader reader = await KillAsync(kills, LedgerReader.ForParcels());
        Assert.All(reader.Outputs, static run => Assert.Equal(Expected(run.Number), run.Output));
        var reference = new Parcels(new Ledger(null));
        for (long number = 1; number <= 20; number++)
        {
            Assert.Equal(Expected(number), await reference.RunAsync(number).Within());
        }
    }

    [Fact]
    public async Task Process_with_graphs_of_tasks_that_come_while_it_works_is_killed_at_any_instant_and_loses_and_repeats_nothing()
    {
        int kills = Setting("ENGINE_TEST_KILLS", DefaultKillsOfGraphs);
        LedgerReader reader = await KillAsync(kills, new LedgerReader(static run => BeforeEach(Deliveries.Tasks(Deliveries.GraphOf(run)))), "graphs");
        Assert.All(reader.Outputs, static run => Assert.Equal(ExpectedOfGraph(run.Number), run.Output));
        Assert.InRange(reader.Outputs.Select(static run => Deliveries.GraphOf(run.Number)).Distinct().Count(), 3, int.MaxValue);
    }

    [Fact]
    public void Reader_of_a_ledger_sees_what_may_not_be()
    {
        Assert.Contains("though its outcome was on the disk", Violation(("Price", 1), ("Charge", 1), ("start", 0), ("Price", 1)), StringComparison.Ordinal);
        Assert.Contains("though its outcome was on the disk", Violation(("Price", 1), ("Book", 1), ("Note", 1), ("start", 0), ("Book", 1)), StringComparison.Ordinal);
        Assert.Contains("though its outcome was on the disk", Violation(("done", 1), ("start", 0), ("Ship", 1)), StringComparison.Ordinal);
        Assert.Contains("was called twice in process 1", Violation(("Price", 1), ("Price", 1)), StringComparison.Ordinal);
        Assert.Contains("its key started it twice", Violation(("ack", 7), ("ack", 8)), StringComparison.Ordinal);
        Assert.Contains("gave 7, then 8", Violation(("done", 7), ("done", 8)), StringComparison.Ordinal);
    }

    /// <summary>Kills a process again and again, lets a last one finish, and reads what they have done.</summary>
    private async Task<LedgerReader> KillAsync(int kills, LedgerReader reader, params string[] more)
    {
        var random = new Random(Setting("ENGINE_TEST_SEED", DefaultSeed));
        string ledger = Path.Combine(_folder.Path, "ledger");
        for (int kill = 0; kill < kills; kill++)
        {
            using Process process = Start(["load", .. more]);
            long began = kill == 0 ? 0 : new FileInfo(ledger).Length;

            // From its first line on, at any moment: while it opens the folder, goes on with what was there, or works.
            await UntilLonger(process, ledger, began + random.Next(20_000));
            process.Kill();
            await process.WaitForExitAsync().Within();
        }

        using (Process last = Start(["finish", .. more]))
        {
            string errors = await last.StandardError.ReadToEndAsync().Within();
            await last.WaitForExitAsync().Within();
            Assert.True(last.ExitCode == 0, errors);
        }

        reader.Read(ledger);
        Assert.Empty(reader.Violations);
        Assert.Empty(reader.Lost);
        Assert.Empty(reader.Open);
        Assert.Equal(kills + 1, reader.ProcessCount);
        Assert.True(reader.AskedCount > 10 * kills && reader.CarriedCount > kills && reader.RepeatCount > 0,
            $"only {reader.AskedCount} runs, {reader.CarriedCount} that a process left to the next, {reader.RepeatCount} calls repeated: the kills showed too little");
        return reader;
    }

    /// <summary>For each task all that has to end before it.</summary>
    private static Dictionary<string, string[]> BeforeEach((string Task, string[] DependsOn)[] tasks)
    {
        var before = new Dictionary<string, string[]>();
        foreach ((string task, string[] dependsOn) in tasks)
        {
            before[task] = [.. dependsOn.SelectMany(dependency => before[dependency].Append(dependency)).Distinct()];
        }

        return before;
    }

    /// <summary>What a run of a graph gives, from the shape alone.</summary>
    private static long ExpectedOfGraph(long number)
    {
        (string Task, string[] DependsOn)[] tasks = Deliveries.Tasks(Deliveries.GraphOf(number));
        var values = new Dictionary<string, long>();
        foreach ((string task, string[] dependsOn) in tasks)
        {
            values[task] = ((values.Count + 1) * number) + dependsOn.Sum(dependency => values[dependency]);
        }

        return tasks.Where(task => !tasks.Any(other => other.DependsOn.Contains(task.Task))).Sum(task => values[task.Task]);
    }

    private static string Violation(params (string Word, long Value)[] lines)
    {
        var reader = LedgerReader.ForParcels();
        reader.Read("start", 0, 0);
        foreach ((string word, long value) in lines)
        {
            reader.Read(word, 3, value);
        }

        return Assert.Single(reader.Violations);
    }

    /// <summary>What a run gives, in other words than the workflow's.</summary>
    private static long Expected(long number)
    {
        long price = 7 * number, book = price + 1;
        return (2 * book) + (price * price) + (book ^ 3) + number;
    }

    private Process Start(string[] arguments) => Process.Start(new ProcessStartInfo(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "Engine.Tests.Crash.dll"), _folder.Path, .. arguments])
    {
        RedirectStandardError = true,
    })!;

    private static async Task UntilLonger(Process process, string file, long length)
    {
        long start = Stopwatch.GetTimestamp();
        while (!File.Exists(file) || new FileInfo(file).Length <= length)
        {
            Assert.False(process.HasExited, process.HasExited ? await process.StandardError.ReadToEndAsync() : "");
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience.Limit, "The process wrote nothing more.");
            await Task.Delay(1);
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
