extern alias generators;

using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>What an edit costs: one that does not change a workflow stops at its model.</summary>
public class IncrementalTests
{
    private const string Workflow = """
        namespace Sample;

        [Workflow<int, int>]
        public partial class W
        {
            [Step]
            public static int Double(int input) => input * 2;

            [Step, Output]
            public static int Add(int input, [From(nameof(Double))] int twice) => input + twice;
        }
        """;

    private const string Other = """
        namespace Sample;

        public static class Other
        {
            public static int Answer => 42;
        }
        """;

    [Theory]
    [InlineData("a comment in another file", Other, "// what it is all about\n" + Other)]
    [InlineData("a type in another file", Other, Other + "\npublic class Another;")]
    [InlineData("a body in another file", Other, "namespace Sample;\n\npublic static class Other { public static int Answer => 6 * 7; }")]
    public void Edit_of_another_file_leaves_every_stage_unchanged(string what, string before, string after)
    {
        Assert.NotEmpty(what);
        Assert_unchanged_by(CompilationFactory.Create(Workflow, before), before, after);
    }

    [Theory]
    [InlineData("public static int Double", "\n\n\n    public static int Double")]
    [InlineData("[Step]\n", "[Step]\n    // twice as much\n")]
    [InlineData("input * 2", "input + input")]
    [InlineData("    [Step, Output]", "    public int Member { get; set; }\n\n    private static void Helper(long value) => value++;\n\n    [Step, Output]")]
    [InlineData("int twice", "int doubled")]
    [InlineData("+ twice", "+ twice + 0")]
    [InlineData("namespace Sample;", "using System.IO;\n\nnamespace Sample;")]
    public void Edit_that_changes_no_workflow_leaves_every_stage_unchanged(string old, string replacement)
    {
        string edited = Workflow.Replace(old, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Workflow, edited);
        edited = replacement == "int doubled" ? edited.Replace("+ twice", "+ doubled", StringComparison.Ordinal) : edited;
        Assert_unchanged_by(CompilationFactory.Create(Workflow, Other), Workflow, edited);
    }

    [Fact]
    public void Edit_that_changes_a_workflow_plans_and_emits_only_that_one()
    {
        string second = Workflow.Replace("class W", "class V", StringComparison.Ordinal);
        CSharpCompilation compilation = CompilationFactory.Create(Workflow, second);
        GeneratorDriver driver = GeneratorRun.Of(compilation).Driver;

        driver = driver.RunGenerators(Edit(compilation, second, second.Replace("[Step]\n", "[Step(Name = \"Twice\")]\n", StringComparison.Ordinal)));

        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        foreach (string stage in GeneratorRun.Stages[..3])
        {
            IncrementalStepRunReason[] reasons = [.. result.TrackedSteps[stage].SelectMany(static step => step.Outputs).Select(static output => output.Reason)];
            Assert.Single(reasons, IncrementalStepRunReason.Modified);
            Assert.True(reasons.Length > 1);

            // Of the changed workflow's two files the one for batches does not name the step.
            Assert.All(reasons.Where(static reason => reason != IncrementalStepRunReason.Modified),
                static reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        }

        // The registration asks for less than the name of a step.
        Assert.All(result.TrackedSteps[GeneratorRun.Stages[3]].SelectMany(static step => step.Outputs),
            static output => Assert.NotEqual(IncrementalStepRunReason.Modified, output.Reason));
    }

    [Fact]
    public void Compilations_are_not_held()
    {
        (GeneratorDriver driver, WeakReference first) = RunAndForget();
        for (int i = 0; i < 10 && first.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(first.IsAlive);
        Assert.NotEmpty(driver.GetRunResult().GeneratedTrees);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference First) RunAndForget()
    {
        CSharpCompilation compilation = CompilationFactory.Create(Workflow, Other);
        GeneratorDriver driver = GeneratorRun.NewDriver(compilation).RunGenerators(compilation);
        driver = driver.RunGenerators(Edit(compilation, Other, Other + "\npublic class Another;"));
        return (driver, new WeakReference(compilation));
    }

    private static void Assert_unchanged_by(CSharpCompilation compilation, string before, string after)
    {
        GeneratorDriver driver = GeneratorRun.Of(compilation).Driver;
        driver = driver.RunGenerators(Edit(compilation, before, after));
        GeneratorRun.AssertUnchanged(driver.GetRunResult().Results.Single());
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, string before, string after)
    {
        SyntaxTree old = compilation.SyntaxTrees.Single(tree => tree.ToString() == before);
        CSharpCompilation edited = compilation.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(after, (CSharpParseOptions)old.Options, old.FilePath));
        Assert.DoesNotContain(GeneratorRun.NewDriver(edited).RunGeneratorsAndUpdateCompilation(edited, out Compilation output, out _) is null ? [] : output.GetDiagnostics(),
            static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return edited;
    }
}
