extern alias generators;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using generators::Engine.Generators.Model;
using generators::Engine.Generators.Parsing;

namespace Engine.Tests.Generators;

/// <summary>A workflow of another assembly as a step: known by its signature alone, it runs as one step.</summary>
public class ForeignWorkflowTests
{
    private const string Library = """
        [Workflow<int, int>]
        public partial class Twice
        {
            [Step] private static int Double(int input) => input * 2;
        }

        [Workflow<int, int>]
        public partial class Later
        {
            [Step] internal static async ValueTask<int> Wait(int input) { await Task.Yield(); return input; }
        }

        [Workflow<int, int>]
        public partial class Undone
        {
            [Step] internal static int Do(int input) => input;
            [Compensate(nameof(Do))] internal static void Undo() { }
        }
        """;

    private static readonly MetadataReference Reference = Build();

    [Theory]
    [InlineData("[SubWorkflow<Twice>] public partial int Sub(int input);", null)]
    [InlineData("[SubWorkflow<Later>] public partial ValueTask<int> Sub(int input);", null)]
    [InlineData("[SubWorkflow<Later>] public partial int Sub(int input);", "ENG090")]
    [InlineData("[SubWorkflow<Undone>] public partial int Sub(int input);", "ENG093")]
    [InlineData("[SubWorkflow<Undone>] public partial int Sub(int input); [Compensate(nameof(Sub))] public static void Undo() { }", null)]
    public void Workflow_of_another_assembly_runs_as_one_step(string step, string? expected)
    {
        CSharpCompilation compilation = CompilationFactory.Create($"[Workflow<int, int>] public partial class W {{ {step} }}").AddReferences(Reference);
        ParseResult result = CompilationFactory.Parse(compilation, "W");

        Assert.Equal(expected is null ? [] : [expected], result.Diagnostics.Select(static diagnostic => diagnostic.Id));
        if (expected is null)
        {
            StepModel only = Assert.Single(result.Model.Steps);
            Assert.NotNull(only.Body.Nested);
            Assert.Empty(GeneratorRun.Of(compilation).Output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        }
    }

    private static PortableExecutableReference Build()
    {
        using var image = new MemoryStream();
        Assert.True(GeneratorRun.Of(CompilationFactory.Create(Library).WithAssemblyName("Library")).Output.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
