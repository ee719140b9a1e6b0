using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Engine.Benchmarks.Baselines;
using Perfolizer.Horology;

namespace Engine.Benchmarks;

/// <summary>
/// How BenchmarkDotNet measures here: in one process, since ratios are what counts and a shared machine is steadiest so,
/// with few short iterations, since there are more than a hundred benchmarks.
/// </summary>
internal static class BenchmarkSettings
{
    /// <summary>The category of benchmarks that need a C++ compiler.</summary>
    public const string Native = "native";

    /// <summary>The category of benchmarks that need oneTBB beside it.</summary>
    public const string Tbb = "tbb";

    /// <summary>The category of benchmarks that only work on graphs with sorted labels.</summary>
    public const string SortedOnly = "sorted-only";

    /// <summary>Whether this run only shows that every benchmark still works: small samples, each once.</summary>
    public static bool IsSmoke { get; set; }

    public static IConfig Create()
    {
        var toolchain = new InProcessEmitToolchain(TimeSpan.FromHours(1), logOutput: true);
        Job job = IsSmoke
            ? Job.Dry.WithToolchain(toolchain)
            : Job.Default.WithToolchain(toolchain).WithWarmupCount(2).WithIterationCount(9).WithIterationTime(TimeInterval.FromMilliseconds(100));
        return ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(StatisticColumn.Median)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddExporter(JsonExporter.Full, MarkdownExporter.GitHub)
            .AddFilter(new SimpleFilter(static one => NativePlanner.IsAvailable || !one.Descriptor.HasCategory(Native)))
            .AddFilter(new SimpleFilter(static one => !one.Descriptor.HasCategory(Tbb) || NativeExecution.IsFlowAvailable))
            .AddFilter(new SimpleFilter(static one => !one.Descriptor.HasCategory(SortedOnly) || one.Parameters["Sample"] is string and not "" and var sample && sample.EndsWith(" sorted", StringComparison.Ordinal)));
    }
}
