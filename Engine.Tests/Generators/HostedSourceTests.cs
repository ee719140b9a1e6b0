using System.Globalization;
using System.Reflection;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>What is generated for hosted workflows whose source is unusual, and what tells two versions of a type apart.</summary>
public class HostedSourceTests
{
    private const string Types = """
        public enum Way { Road, Rail }
        public struct Inner { public byte Kind; public Way By; }
        public struct Value { public int Net; public int Tax { get; set; } public Inner Inner; public (int Days, Way By) Last; private long _hidden; public long Hidden => _hidden; }
        public struct Other { public int Number; }
        [Workflow<int, int>(Hosted = true)]
        public partial class W
        {
            [Step] public static Value Make(int input) => new() { Net = input };
            [Step] public static int Net(in Value make) => make.Net;
        }
        """;

    [Theory]
    [InlineData("public int Net;", "public uint Net;")]
    [InlineData("public int Net;", "public int Gross;")]
    [InlineData("public int Net; public int Tax { get; set; }", "public int Tax { get; set; } public int Net;")]
    [InlineData("public byte Kind;", "public short Kind;")]
    [InlineData("Road, Rail", "Rail, Road")]
    [InlineData("Road, Rail", "Road, Sea, Rail")]
    [InlineData("enum Way", "enum Way : byte")]
    [InlineData("(int Days, Way By)", "(int Hours, Way By)")]
    [InlineData("private long _hidden;", "private double _hidden;")]
    [InlineData("public struct Inner", "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 1)] public struct Inner")]
    public void Struct_that_is_another_one_has_another_signature(string old, string replacement)
    {
        string changed = Types.Replace(old, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Types, changed);
        string before = SignatureOf(Types), after = SignatureOf(changed.Replace("make.Net", "default", StringComparison.Ordinal).Replace("Net = input", "", StringComparison.Ordinal).Replace("=> _hidden", "=> (long)_hidden", StringComparison.Ordinal));
        Assert.StartsWith("Value#", before, StringComparison.Ordinal);
        Assert.StartsWith("Value#", after, StringComparison.Ordinal);
        Assert.NotEqual(before, after);
    }

    [Theory]
    [InlineData("public int Number;", "public string Number;")]
    [InlineData("public long Hidden => _hidden;", "public long Hidden => -_hidden; public static int Count; public const int Most = 3; public override string ToString() => \"\";")]
    [InlineData("public struct Inner", "/// <summary>What is in it.</summary>\n[Serializable] public struct Inner")]
    [InlineData("public static Value Make", "private static Value Make")]
    public void Struct_that_lies_as_before_keeps_its_signature(string old, string replacement)
    {
        string changed = Types.Replace(old, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Types, changed);
        Assert.Equal(SignatureOf(Types), SignatureOf(changed));
    }

    [Theory]
    [InlineData("public int Net;", "public uint Net;")]
    [InlineData("Road, Rail", "Rail, Road")]
    [InlineData("public byte Kind;", "public byte Sort;")]
    [InlineData("(Hosted = true)", "")]
    [InlineData("[Step] public static Value", "[Step(Pure = true)] public static Value")]
    [InlineData("public struct Value", "[MemoryPack.MemoryPackable] public struct Value")]
    public void Edit_in_an_editor_gives_what_a_build_gives(string old, string replacement)
    {
        int workflow = Types.IndexOf("[Workflow", StringComparison.Ordinal);
        var project = new IncrementalProject(Types[..workflow], Types[workflow..]);
        string before = project.Text;

        project.Edit(old, replacement);

        // A struct without references is stored as its bytes, marked or not.
        Assert.Equal(old == "public struct Value", before == project.Text);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Struct_of_a_referenced_assembly_has_the_signature_that_it_has_in_source()
    {
        string declarations = Types[..Types.IndexOf("[Workflow", StringComparison.Ordinal)], workflow = Types[declarations.Length..];
        using var image = new MemoryStream();
        Assert.True(CompilationFactory.Create(declarations).WithAssemblyName("Library").Emit(image).Success);
        CSharpCompilation user = CompilationFactory.Create(workflow).AddReferences(MetadataReference.CreateFromImage(image.ToArray()));

        string text = GeneratorRun.Of(user).Sources["W-Hosted.g.cs"];

        Assert.Contains($"\"{SignatureOf(Types)}\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Workflow_that_is_not_hosted_gets_no_hosted_part_and_else_the_same_text()
    {
        IReadOnlyDictionary<string, string> hosted = GeneratorRun.Of(Types).Sources, plain = GeneratorRun.Of(Types.Replace("(Hosted = true)", "", StringComparison.Ordinal)).Sources;

        Assert.Equal(["W-Hosted.g.cs"], hosted.Keys.Except(plain.Keys));
        Assert.All(plain, file => Assert.Equal(file.Value, hosted[file.Key]));
    }

    [Fact]
    public async Task Steps_and_types_named_like_what_is_generated_are_the_users()
    {
        Assembly assembly = GeneratorRun.Of("""
            public readonly record struct RecordBuffer(int Value);

            [Workflow<int, int>(Hosted = true)]
            public partial class W
            {
                [State] public struct Buffer { public int Value; }
                [Step] public static int Recordings(int input) => input + 1;
                [Step] public static int OutputStep(int recordings) => recordings + 1;
                [Step] public static int StepSignature(int outputStep) => outputStep + 1;
                [Step] public static int InputSignature(int stepSignature) => stepSignature + 1;
                [Step] public static int WriteInput(int inputSignature) => inputSignature + 1;
                [Step] public static int ReadInput(int writeInput) => writeInput + 1;
                [Step] public static int WriteStep(int readInput) => readInput + 1;
                [Step] public static int ReadStep(int writeStep) => writeStep + 1;
                [Step] public static string[] ReadPacked0(int readStep) => [$"{readStep + 1}"];
                [Step] public static RecordBuffer reader(string[] readPacked0, ref Buffer state) => new(state.Value = int.Parse(readPacked0[0]) + 1);
                [Step] public static int value(RecordBuffer reader, in Buffer state) => reader.Value + state.Value;
                [Step] public static int AddTo(int value) => value + 1;
                [Step, Output] public static int Engine(int addTo) => addTo + 1;
            }
            """).Load();
        object workflow = Activator.CreateInstance(assembly.GetType("W")!)!;

        int expected = await ((IWorkflow<int, int>)workflow).RunAsync(5);
        Assert.Equal(32, expected);
        Assert.All(StoredRun<int, int>.Of((IHostedWorkflow<int, int>)workflow, 5).Outputs, output => Assert.Equal(expected, output));
    }

    [Fact]
    public async Task Private_types_old_annotations_and_a_class_in_others_are_stored()
    {
        CSharpCompilation compilation = CompilationFactory.Create(NullableContextOptions.Disable, """
            namespace Sample.@event
            {
                public partial record Outer
                {
                    internal partial struct Middle
                    {
                        [Workflow<string, string>(Hosted = true)]
                        public partial class W
                        {
                            private readonly record struct Secret(int Length, Kind Kind);
                            private enum Kind { @short, @long }
                            [State] private struct Seen { public int Count; }
                            [Step] private static Secret Hide(string input, ref Seen seen) => new(input.Length + seen.Count++, Kind.@long);
                            [Step] private static bool IsLong(in Secret hide) => hide.Length > 3;
                            [Step, When(nameof(IsLong))] private static string[] Parts(string input) => new[] { input, null };
                            [Step, Output] private static string Show(Maybe<string[]> parts, Secret hide, in Seen seen) => $"{string.Join("|", parts.ValueOr(new string[0]))} {hide} {seen.Count}";
                        }
                    }
                }
            }
            """);
        object workflow = Activator.CreateInstance(GeneratorRun.Of(compilation).Load().GetType("Sample.event.Outer+Middle+W")!)!;

        foreach (string input in (string[])["abc", "abcd"])
        {
            string expected = await ((IWorkflow<string, string>)workflow).RunAsync(input);
            Assert.All(StoredRun<string, string>.Of((IHostedWorkflow<string, string>)workflow, input).Outputs, output => Assert.Equal(expected, output));
        }
    }

    [Fact]
    public void Workflow_of_many_steps_stores_each_of_them()
    {
        const int Count = 300;
        string steps = string.Concat(Enumerable.Range(1, Count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"    [Step] public static long S{i}({(i == 1 ? "long input" : $"long s{i - 1}")}) => {(i == 1 ? "input" : $"s{i - 1}")} * 3 + {i};\n")));
        object workflow = Activator.CreateInstance(GeneratorRun.Of($"[Workflow<long, long>(Hosted = true)]\npublic partial class W\n{{\n{steps}    [Step, Output] public static long End(long s{Count}) => s{Count};\n}}").Load().GetType("W")!)!;
        long expected = 1;
        for (int i = 1; i <= Count; i++)
        {
            expected = unchecked((expected * 3) + i);
        }

        Assert.All(StoredRun<long, long>.Of((IHostedWorkflow<long, long>)workflow, 1).Outputs, output => Assert.Equal(expected, output));
    }

    /// <summary>That of the step Make.</summary>
    private static string SignatureOf(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        Assert.Empty(run.Output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        string line = run.Sources["W-Hosted.g.cs"].Split('\n').Single(static line => line.Trim().StartsWith("0 => ", StringComparison.Ordinal));
        return line.Split('"')[1];
    }
}
