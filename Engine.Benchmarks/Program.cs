using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Engine.Benchmarks;
using Engine.Benchmarks.Compilation;
using Engine.Benchmarks.Events;
using Engine.Benchmarks.Execution;
using Engine.Benchmarks.Hosting;
using Engine.Benchmarks.Http;
using Engine.Benchmarks.Journal;
using Engine.Benchmarks.Planning;
using Engine.Benchmarks.Queues;
using Engine.Benchmarks.TaskGraphs;
using Engine.Host.Bench;
using Engine.Host.Cli;

// --smoke     every benchmark once, on small samples: does it still work?
// --ratios    ours against each baseline in alternating rounds: the figures to publish (--quick: small graphs only);
//             followed by planning, execution, parallel, batch, events, queue, journal, hosting, taskgraphs, recovery, http or compilation: that part only
// otherwise   BenchmarkDotNet's own arguments; all benchmarks when there are none
if (args.Contains("--ratios"))
{
    // Who ends it early, with 'timeout' for one, finds no folders of it.
    using var signals = new EndSignals(isOrderly: false);
    MachineFacts machine = MachineFacts.Read();
    Console.WriteLine($"{machine.Machine}; {machine.Runtime}; commit {machine.Commit}\n");
    string[] parts = ["planning", "execution", "parallel", "batch", "events", "queue", "journal", "hosting", "taskgraphs", "recovery", "http", "compilation"];
    bool isQuick = args.Contains("--quick"), isAll = !args.Any(parts.Contains);
    if (isAll || args.Contains("planning"))
    {
        PlanningRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
        ReductionRatios.Run(Console.Out, Console.Error);
        Console.WriteLine();
    }

    if (isAll || args.Contains("execution"))
    {
        ExecutionRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
    }

    if (isAll || args.Contains("parallel"))
    {
        ParallelRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
    }

    if (isAll || args.Contains("batch"))
    {
        BatchRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
    }

    if (isAll || args.Contains("events"))
    {
        EventRatios.Run(Console.Out, Console.Error);
        Console.WriteLine();
    }

    if (isAll || args.Contains("queue"))
    {
        QueueRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
    }

    if (isAll || args.Contains("journal"))
    {
        JournalRatios.Run(Console.Out, Console.Error);
        Console.WriteLine();
    }

    if (isAll || args.Contains("hosting"))
    {
        HostingRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
        PeerRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
    }

    if (isAll || args.Contains("taskgraphs"))
    {
        TaskGraphRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
    }

    if (isAll || args.Contains("recovery"))
    {
        RecoveryRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
    }

    if (isAll || args.Contains("http"))
    {
        HttpRatios.Run(Console.Out, Console.Error, isQuick);
        Console.WriteLine();
    }

    if (isAll || args.Contains("compilation"))
    {
        EditRatios.Run(Console.Out, Console.Error, isQuick);
    }

    return 0;
}

BenchmarkSettings.IsSmoke = args.Contains("--smoke");
string[] rest = [.. args.Where(static argument => argument != "--smoke")];
IEnumerable<Summary> summaries = BenchmarkSwitcher
    .FromAssembly(typeof(BenchmarkSettings).Assembly)
    .Run(rest.Length == 0 ? ["--filter", "*"] : rest, BenchmarkSettings.Create());

// A benchmark that throws must not pass for one that ran.
Summary[] all = [.. summaries];
return all.Length > 0 && all.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.All(static report => report.Success)) ? 0 : 1;
