using System.Reflection;

namespace Engine.Tests.Generators;

/// <summary>Classes that are legal and unusual: what is generated for them compiles without a warning.</summary>
public class AwkwardSourceTests
{
    [Fact]
    public void Types_of_every_accessibility_are_named_by_members_that_see_no_further()
    {
        string[] words = ["public", "internal", "protected", "private", "protected internal", "private protected"];
        IEnumerable<string> pairs = words.SelectMany((of, i) => words.Select((to, k) => $$"""
            public partial class Outer{{i}}{{k}}
            {
                {{of}} record struct Value;

                {{to}} partial class Middle
                {
                    {{of}} record struct Inner;

                    [Workflow<int, Value>] public partial class W { [Step] private static Value One(int input) => default; }
                    [Workflow<int, List<Inner[]>>] {{to}} partial class V { [Step] private static List<Inner[]> One(int input) => []; }
                    [Workflow<Value, int>] {{of}} partial class U { [Step] private static int One(Value input) => 1; }

                    [Workflow<int, int>]
                    {{to}} partial class X
                    {
                        {{of}} enum Kind { A }
                        [Step] private static Kind Pick(int input) => Kind.A;
                        [Step, Case(nameof(Pick), Kind.A)] private static Value Take(Kind pick) => default;
                        [Step, Output] private static int End(Maybe<Value> take) => take.HasValue ? 1 : 0;
                    }
                }
            }
            """));

        _ = GeneratorRun.Of([.. pairs]).Load();
    }

    [Fact]
    public async Task Steps_named_like_parameters_of_generated_methods_are_called_as_steps()
    {
        GeneratorRun run = GeneratorRun.Of("""
            public readonly record struct Seed(int Value);

            [Workflow<Seed, int>]
            public partial class W
            {
                [Step] public static int input(Seed seed) => seed.Value;
                [Step] public static int index(int input) => input + 1;
                [Step] public static int state(int index) => index + 1;
                [Step] public static int context(int state) => state + 1;
                [Step] public static int workflow(int context) => context + 1;
                [Step] public static int observer(int workflow) => workflow + 1;
                [Step] public static int options(int observer) => observer + 1;
                [Step] public static int cancellationToken(int options) => options + 1;
                [Step] public static int exception(int cancellationToken) => cancellationToken + 1;
                [Step] public static int continuation(int exception) => exception + 1;
                [Step] public static int stepIndex(int continuation) => continuation + 1;
                [Step] public static int global(int stepIndex) => stepIndex + 1;
                [Step] public int nameof(int global) => global + 1;
                [Step] public static int Dispatch(int @nameof) => @nameof + 1;
                [Step] public static int _workflow(int dispatch) => dispatch + 1;
                [Step, Output] public static int Output(int _workflow) => _workflow + 1;
            }

            public static class Caller
            {
                public static async Task<string> CallAsync() =>
                    $"{new W().Run(new(5))} {new W().Run(new(5), new RecordingObserver(new()))} {await new W().RunAsync(new(5))}";
            }
            """);

        var calls = run.Load().GetType("Caller")!.GetMethod("CallAsync")!.CreateDelegate<Func<Task<string>>>();
        Assert.Equal("20 20 20", await calls());
    }

    [Fact]
    public void Attribute_of_generated_code_stands_on_what_is_generated_and_not_on_the_class()
    {
        Type type = GeneratorRun.Of("[Workflow<int, int>] public partial class W { [Step] public static int One(int input) => input; }").Load().GetType("W")!;

        Assert.DoesNotContain(type.CustomAttributes, IsGeneratedCode);
        const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public;
        MemberInfo[] generated = [.. type.GetMembers(All).Where(static member => member is MethodInfo or Type && member.Name != "One")];
        Assert.Equal(["Definition", "Run", "Run", "RunAsync", "RunAsync", "RunAsync", "RunBatch", "RunBatch", "RunBatch", "RunParallel", "RunParallel", "State", "Steps"], generated.Select(static member => member.Name).Order(StringComparer.Ordinal));
        Assert.All(generated, static member => Assert.Contains(member.CustomAttributes, IsGeneratedCode));

        static bool IsGeneratedCode(CustomAttributeData attribute) => attribute.AttributeType == typeof(System.CodeDom.Compiler.GeneratedCodeAttribute);
    }

    [Fact]
    public void Names_that_differ_in_case_alone_get_files_of_their_own()
    {
        const string Body = "[Workflow<int, int>] public partial class Ab { [Step] public static int One(int input) => input; }";
        string other = Body.Replace("class Ab", "class aB", StringComparison.Ordinal);
        GeneratorRun run = GeneratorRun.Of($"namespace A.B {{ {Body} {other} public partial class C {{ {Body} }} }} namespace A.b {{ {Body} {other} }} namespace D {{ {Body} }}");

        Assert.Equal(
            ["A.B.Ab.1110.g.cs", "A.B.C.Ab.11110.g.cs", "A.B.aB.1101.g.cs", "A.b.Ab.1010.g.cs", "A.b.aB.1001.g.cs", "D.Ab.g.cs"],
            run.Sources.Keys.Where(static key => !key.StartsWith("Engine.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        _ = run.Load();
    }

    [Fact]
    public void Steps_and_types_with_diagnostics_of_their_own_give_none_in_generated_code()
    {
        GeneratorRun run = GeneratorRun.Of("""
            #pragma warning disable XX1, XX2
            using System.Diagnostics.CodeAnalysis;

            [Experimental("XX1")] public readonly record struct Trial(int Value);
            [Obsolete("Old.", DiagnosticId = "XX2")] public sealed record Old(int Value);

            [Workflow<int, Old>]
            public partial class W
            {
                [Step, Experimental("XX1")] public static Trial Try(int input) => new(input);
                [Step, Obsolete("Old.", DiagnosticId = "XX2")] public static Old Make(Trial @try) => new(@try.Value);
            }
            """);
        Assert.NotNull(run.Load().GetType("W"));
    }
}
