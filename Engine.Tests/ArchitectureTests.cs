using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Engine.Tests;

/// <summary>Dependencies point one way, intrinsics live in one room, and names mean what they say.</summary>
public partial class ArchitectureTests
{
    /// <summary>Who may refer to whom, among the projects and beside them. A new project has to be added here. Core's are only for its package.</summary>
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new()
    {
        ["Engine.Core"] = (["Engine.Generators", "Engine.CodeFixes"], ["CommunityToolkit.HighPerformance", "Microsoft.CodeAnalysis.PublicApiAnalyzers"]),
        ["Engine.Generators"] = ([], ["Microsoft.CodeAnalysis.CSharp", "Microsoft.CodeAnalysis.Analyzers", "PolySharp"]),
        ["Engine.CodeFixes"] = (["Engine.Generators"], ["Microsoft.CodeAnalysis.CSharp.Workspaces", "Microsoft.CodeAnalysis.Analyzers", "PolySharp"]),
        ["Engine.Runtime"] = (["Engine.Core"],
            ["Microsoft.CodeAnalysis.PublicApiAnalyzers", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.Extensions.Hosting.Abstractions"]),
        ["Engine.Host"] = (["Engine.Core", "Engine.Runtime", "Engine.Generators"], ["HdrHistogram", "System.CommandLine"]),
        ["Engine.Tests.Crash"] = (["Engine.Core", "Engine.Runtime", "Engine.Generators"], []),
        ["Engine.Tests.Simulation"] = (["Engine.Core", "Engine.Runtime"], ["Microsoft.Extensions.TimeProvider.Testing", "xunit.assert"]),
        ["Engine.Tests"] = (["Engine.Core", "Engine.Runtime", "Engine.Host", "Engine.Tests.Crash", "Engine.Tests.Simulation", "Engine.Generators", "Engine.CodeFixes"],
            ["Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio", "FsCheck.Xunit", "Microsoft.CodeAnalysis.CSharp.Workspaces", "MemoryPack", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.TimeProvider.Testing"]),
        ["Engine.Tests.NetStandard"] = ([], ["System.Memory"]),
        ["Engine.Benchmarks"] = (["Engine.Core", "Engine.Runtime", "Engine.Host", "Engine.Generators"], ["BenchmarkDotNet", "Microsoft.CodeAnalysis.CSharp", "QuikGraph", "Microsoft.Data.Sqlite", "Microsoft.FASTER.Core", "Mediator.Abstractions", "Mediator.SourceGenerator", "Microsoft.Extensions.AI", "OpenTelemetry.Api"]),
        ["PlanInCode"] = (["Engine.Core"], []),
        ["Telemetry"] = (["Engine.Core", "Engine.Generators"], []),
        ["DurableCheckout"] = (["Engine.Runtime", "Engine.Generators"], []),
        ["RunTimeTasks"] = (["Engine.Runtime", "Engine.Generators"], []),
        ["ServedActivities"] = (["Engine.Host", "Engine.Generators"], []),
        ["OrderPricing"] = (["Engine.Core", "Engine.Generators"], []),
        ["Checkout"] = (["Engine.Core", "Engine.Generators"], []),
        ["FraudScoring"] = (["Engine.Core", "Engine.Generators"], []),
        ["AotWorkflow"] = (["Engine.Core", "Engine.Generators"], []),
    };

    [Fact]
    public void Every_project_refers_only_to_what_it_may()
    {
        string[] files = [.. SourceFiles("*.csproj")];
        Assert.Equal(Allowed.Keys.Order(), files.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (string file in files)
        {
            (string[] projects, string[] packages) = Allowed[Path.GetFileNameWithoutExtension(file)];
            XDocument project = XDocument.Load(file);
            Assert.Equal(projects.Order(), project.Descendants("ProjectReference").Select(static item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/'))).Order());
            Assert.Equal(packages.Order(), project.Descendants("PackageReference").Select(static item => item.Attribute("Include")!.Value).Order());
        }
    }

    [Fact]
    public void Core_packs_the_generator_and_refers_to_nothing_of_it()
    {
        XElement[] references = [.. XDocument.Load(Path.Combine(TestData.RepositoryRoot, "Engine.Core", "Engine.Core.csproj")).Descendants("ProjectReference")];
        Assert.All(references, static item => Assert.Equal(("false", "all", null),
            (item.Attribute("ReferenceOutputAssembly")?.Value, item.Attribute("PrivateAssets")?.Value, item.Attribute("OutputItemType")?.Value)));
    }

    [Fact]
    public void Core_as_built_refers_to_the_base_library_and_the_toolkit_only()
    {
        IEnumerable<string> referred = typeof(Engine.Graphs.Plan).Assembly.GetReferencedAssemblies().Select(static name => name.Name!);
        Assert.All(referred, static name => Assert.True(
            name.StartsWith("System", StringComparison.Ordinal) || name == "CommunityToolkit.HighPerformance", $"Engine.Core refers to {name}."));
    }

    [Fact]
    public void No_type_is_named_Engine_and_public_namespaces_are_the_designs()
    {
        Type[] types = typeof(Engine.Graphs.Plan).Assembly.GetTypes();
        Assert.DoesNotContain(types, static type => type.Name == "Engine");
        Assert.All(types.Where(static type => type.IsPublic), static type => Assert.Contains(type.Namespace, (string[])["Engine", "Engine.Graphs", "Engine.Events"]));
    }

    [Fact]
    public void Public_types_of_the_runtime_are_in_its_namespace() => Assert.All(
        typeof(Engine.Runtime.RunId).Assembly.GetTypes().Where(static type => type.IsPublic), static type => Assert.Equal("Engine.Runtime", type.Namespace));

    [Fact]
    public void Intrinsics_live_in_Simd_only()
    {
        string[] users = [.. SourceFiles("*.cs")
            .Where(static file => file.Contains("Engine.Core", StringComparison.Ordinal) || file.Contains("Engine.Runtime", StringComparison.Ordinal) || file.Contains("Engine.Host", StringComparison.Ordinal))
            .Where(static file => Path.GetFileName(Path.GetDirectoryName(file)) != "Simd")
            .Where(static file => Intrinsics().IsMatch(File.ReadAllText(file)))];
        Assert.Empty(users);
    }

    private static IEnumerable<string> SourceFiles(string pattern) => Directory
        .EnumerateFiles(TestData.RepositoryRoot, pattern, SearchOption.AllDirectories)
        .Where(static file => !BuildOutput().IsMatch(Path.GetRelativePath(TestData.RepositoryRoot, file)));

    [GeneratedRegex(@"\bSystem\.Runtime\.Intrinsics\b|\bVector(128|256|512)\b")]
    private static partial Regex Intrinsics();

    [GeneratedRegex(@"(^|[/\\])(bin|obj|artifacts|BenchmarkDotNet\.Artifacts)[/\\]")]
    private static partial Regex BuildOutput();
}
