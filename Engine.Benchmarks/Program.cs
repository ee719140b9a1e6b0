using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Engine.Benchmarks;
using Engine.Benchmarks.Planning;
using Engine.Host.Bench;

// --smoke     every benchmark once, on small samples: does it still work?
// --ratios    ours against each baseline in alternating rounds: the figures to publish (--quick: small graphs only)
// otherwise   BenchmarkDotNet's own arguments; all benchmarks when there are none
if (args.Contains("--ratios"))
{
    MachineFacts machine = MachineFacts.Read();
    Console.WriteLine($"{machine.Machine}; {machine.Runtime}; commit {machine.Commit}\n");
    PlanningRatios.Run(Console.Out, Console.Error, args.Contains("--quick"));
    Console.WriteLine();
    ReductionRatios.Run(Console.Out, Console.Error);
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
