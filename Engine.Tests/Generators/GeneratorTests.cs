extern alias generators;

using Engine.Tests.Generators.Workflows;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>The text that the generator adds, for the workflows in the folder <c>Workflows</c>.</summary>
public class GeneratorTests
{
    private static readonly string Folder = Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Generators");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Path.Combine(Folder, "Workflows")).Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_of_workflow_is_the_snapshot(string name)
    {
        GeneratorRun run = GeneratorRun.Of(Sources());
        string source = File.ReadAllText(Path.Combine(Folder, "Workflows", name + ".cs"));
        string hint = run.Sources.Keys.Single(hint => hint.EndsWith($"{name}.g.cs", StringComparison.Ordinal) || (hint.EndsWith(".g.cs", StringComparison.Ordinal) && name switch
        {
            "Awkward" => hint.Contains("Outer.IMiddle.Policy", StringComparison.Ordinal),
            "Bare" => hint == "BareWorkflow.g.cs",
            _ => false,
        }));
        Assert.Contains("[Workflow<", source, StringComparison.Ordinal);

        string path = Path.Combine(Folder, "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable("ENGINE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, run.Sources[hint]);
        }

        Assert.Equal(File.ReadAllText(path), run.Sources[hint]);
    }

    [Theory]
    [InlineData("PriceOrder")]
    [InlineData("Ledger")]
    [InlineData("Screening")]
    public void Text_of_batch_is_the_snapshot(string name)
    {
        string text = GeneratorRun.Of(Sources()).BatchSources.Single(source => source.Key.EndsWith($"{name}-Batch.g.cs", StringComparison.Ordinal)).Value;
        string path = Path.Combine(Folder, "Snapshots", name + "-Batch.txt");
        if (Environment.GetEnvironmentVariable("ENGINE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public void Text_of_hosted_part_is_the_snapshot()
    {
        string text = GeneratorRun.Of(Sources()).Sources.Single(static source => source.Key.EndsWith("Fulfil-Hosted.g.cs", StringComparison.Ordinal)).Value;
        string path = Path.Combine(Folder, "Snapshots", "Fulfil-Hosted.txt");
        if (Environment.GetEnvironmentVariable("ENGINE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public void Workflows_compile_with_every_warning_as_an_error() => _ = GeneratorRun.Of(Sources()).Load();

    [Fact]
    public void Files_in_another_order_give_the_same_text()
    {
        string[] sources = Sources();
        IReadOnlyDictionary<string, string> forwards = GeneratorRun.Of(sources).Sources;
        IReadOnlyDictionary<string, string> backwards = GeneratorRun.Of([.. sources.Reverse()]).Sources;

        Assert.Equal(forwards.OrderBy(static pair => pair.Key, StringComparer.Ordinal), backwards.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
        Assert.True(forwards.Count > 6);
    }

    [Theory]
    [InlineData("chain", "int", "")]
    [InlineData("conditions", "int", ", When(nameof(Flag))")]
    [InlineData("tasks", "ValueTask<int>", "")]
    [InlineData("policies", "Task<int>", ", Retry(3, DelayMs = 50), Timeout(2_000)")]
    public void Workflow_of_ten_steps_takes_less_than_200_lines(string what, string type, string attributes)
    {
        bool isTask = type != "int", isConditional = what == "conditions";
        string first = isConditional ? "[Step] public static bool Flag(int input) => input > 0;\n" : "[Step] public static int Flag(int input) => input;\n";
        IEnumerable<string> steps = Enumerable.Range(1, 8).Select(i =>
            $"[Step{attributes}] public static {type} S{i}(int {(i == 1 ? isConditional ? "input" : "flag" : $"s{i - 1}")}, CancellationToken token) => {(isTask ? "throw new NotSupportedException()" : "1")};\n");
        string last = $"[Step, Output] public static int Last(Maybe<int> s8) => s8.ValueOr(0);";
        last = isConditional ? last : last.Replace("Maybe<int> s8) => s8.ValueOr(0)", "int s8) => s8", StringComparison.Ordinal);
        string source = $"[Workflow<int, int>] public partial class W {{ {first}{string.Concat(steps)}{last} }}";
        GeneratorRun run = GeneratorRun.Of(attributes.Contains("Timeout", StringComparison.Ordinal) ? source : source.Replace(", CancellationToken token", "", StringComparison.Ordinal));
        _ = run.Load();

        Assert.InRange(run.Sources["W.g.cs"].Split('\n').Length, 100, 199);
    }

    [Fact]
    public void Types_of_one_name_get_files_of_their_own()
    {
        const string Body = "[Workflow<int, int>] public partial class W { [Step] public static int One(int input) => input; }";
        GeneratorRun run = GeneratorRun.Of($"namespace A {{ {Body} }} namespace B {{ {Body} public partial struct S {{ {Body} }} }} {Body}");

        Assert.Equal(["A.W.g.cs", "B.S.W.g.cs", "B.W.g.cs", "Engine.WorkflowServices.g.cs", "W.g.cs"], run.Sources.Keys.Order(StringComparer.Ordinal));
        _ = run.Load();
    }

    [Fact]
    public void Class_with_the_attribute_twice_brings_only_the_error_of_the_compiler()
    {
        CSharpCompilation compilation = CompilationFactory.Create(
            "[Workflow<int, int>] public partial class W { [Step] public static int One(int input) => input; }",
            "[Workflow<int, int>] public partial class W;");

        GeneratorRun run = GeneratorRun.Of(compilation);

        Assert.Single(run.Sources, static source => source.Key == "W.g.cs");
        Assert.Equal(["CS0579"], run.Output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(static diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Class_with_errors_still_serves_its_callers()
    {
        GeneratorRun run = GeneratorRun.Of(
            "public partial class Outer { [Workflow<int, string>] internal partial class W { [Step] public static string One(long nobody) => \"\"; } }",
            """
            internal static class Caller
            {
                public static string Sync(Outer.W workflow) => workflow.Run(1) + workflow.Run(1, default(NoObserver));
                public static int Batch(Outer.W workflow, int[] inputs, string[] outputs, RunStatus[] statuses, CancellationToken token)
                {
                    workflow.RunBatch(inputs, outputs);
                    return workflow.RunBatch(inputs, outputs, statuses).Completed + workflow.RunBatch(inputs, outputs, statuses, default, token).Completed;
                }

                public static async Task<string> Async(Outer.W workflow, CancellationToken token) => await workflow.RunAsync(1) + await workflow.RunAsync(1, token)
                    + await workflow.RunAsync(1, default(RunOptions), token) + await workflow.RunAsync(1, default, default(NoObserver), token);
                public static IWorkflow<int, string> AsInterface(Outer.W workflow) => workflow;
            }
            """);

        System.Reflection.Assembly assembly = run.Load();
        var workflow = (IWorkflow<int, string>)Activator.CreateInstance(assembly.GetType("Outer+W")!)!;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => workflow.RunAsync(1).AsTask().Wait());
        Assert.Contains("Outer.W", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_that_is_not_partial_still_serves_its_callers()
    {
        GeneratorRun run = GeneratorRun.Of(
            "[Workflow<int, int>] public class W { [Step] public static int One(int input) => input; }",
            "public static class Caller { public static async Task<int> Call(W workflow) => workflow.Run(1) + await workflow.RunAsync(2); public static void Batch(W workflow, int[] inputs, int[] outputs) => workflow.RunBatch(inputs, outputs); }");

        Assert.Equal(["W.g.cs"], run.Sources.Keys);
        Assert.Empty(run.Load().GetType("W")!.GetInterfaces());
    }

    [Fact]
    public void Access_is_that_of_the_least_visible_type()
    {
        GeneratorRun run = GeneratorRun.Of("""
            internal sealed record In(int Value);

            [Workflow<In, int>]
            public partial class Narrow
            {
                [Step] private static Hidden Look(In input) => new(input.Value);
                [Step] private static int Show(Hidden look) => look.Value;
                private sealed record Hidden(int Value);
            }
            """);

        Type narrow = run.Load().GetType("Narrow")!;
        Assert.All(narrow.GetMethods(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DeclaredOnly)
            .Where(static method => method.Name is "Run" or "RunAsync"), static method => Assert.True(method.IsAssembly));
        Assert.True(narrow.GetNestedType("State", System.Reflection.BindingFlags.NonPublic)!.IsNestedPrivate);
    }

    [Fact]
    public void Obsolete_undocumented_and_CLS_compliant_code_gets_no_warning()
    {
        GeneratorRun run = GeneratorRun.Of("""
            [assembly: CLSCompliant(true)]

            /// <summary>Values of an old time.</summary>
            [Obsolete("Gone soon.")]
            public readonly struct Old;

            /// <summary>Base.</summary>
            public class Base
            {
                /// <summary>Taken.</summary>
                public virtual string? WorkflowName => null;
            }

            /// <summary>Workflow.</summary>
            [Workflow<int, int>, Obsolete("All of it.")]
            public partial class W : Base
            {
                /// <summary>First.</summary>
                [Step, Obsolete] public static Old First(int input) => default;

                /// <summary>Second.</summary>
                [Step] public static string? Second(Old first) => null;

                /// <summary>Third.</summary>
                [Step] public static int Third(string? second) => second?.Length ?? 0;
            }
            """);
        Assert.NotNull(run.Load().GetType("W"));
    }

    [Fact]
    public async Task Code_without_nullable_annotations_gets_no_warning()
    {
        CSharpCompilation compilation = CompilationFactory.Create(NullableContextOptions.Disable, """
            [Workflow<string, string>]
            public partial class W
            {
                [Step] public static bool IsLong(string input) => input.Length > 3;
                [Step, When(nameof(IsLong))] public static string Cut(string input) => input.Substring(0, 3);
                [Step] public static object Mark(string cut) => cut + "...";
                [Step, Output] public static string Text(string input, Maybe<object> mark) => mark.HasValue ? mark.Value.ToString() : input;
            }
            """);

        var workflow = (IWorkflow<string, string>)Activator.CreateInstance(GeneratorRun.Of(compilation).Load().GetType("W")!)!;

        Assert.Equal("abc...", await workflow.RunAsync("abcd"));
        Assert.Equal("abc", await workflow.RunAsync("abc"));
    }

    [Fact]
    public async Task Batch_steps_without_nullable_annotations_get_no_warning()
    {
        CSharpCompilation compilation = CompilationFactory.Create(NullableContextOptions.Disable, """
            [Workflow<string, string>]
            public partial class W
            {
                [Batch] public static void IsLong(ReadOnlySpan<string> input, Span<bool> isLong) { for (int i = 0; i < input.Length; i++) isLong[i] = input[i].Length > 3; }
                [Batch, When(nameof(IsLong))] public static void Cut(ReadOnlySpan<string> input, Span<string> cut) { for (int i = 0; i < input.Length; i++) cut[i] = input[i].Substring(0, 3); }
            #nullable enable
                [Step] public static string? Mark(string input) => input.Length == 4 ? "..." : null;
            #nullable disable
                [Batch, Output]
                public static void Text(ReadOnlySpan<string> input, ReadOnlySpan<Maybe<string>> cut, ReadOnlySpan<string> mark, Span<string> text)
                {
                    for (int i = 0; i < input.Length; i++) text[i] = cut[i].ValueOr(input[i]) + mark[i];
                }
            }
            """);

        var workflow = (IWorkflow<string, string>)Activator.CreateInstance(GeneratorRun.Of(compilation).Load().GetType("W")!)!;

        Assert.Equal("abc...", await workflow.RunAsync("abcd"));
        Assert.Equal("abc", await workflow.RunAsync("abc"));
    }

    /// <summary>The files of the folder, with what the project lets them use without saying so.</summary>
    internal static string[] Sources() =>
    [
        "global using System.IO; global using System.Linq;",
        .. Directory.EnumerateFiles(Path.Combine(Folder, "Workflows"), "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ];
}
