extern alias generators;

using generators::Engine.Generators.Activities;

namespace Engine.Tests.Generators;

/// <summary>The text that completes classes with activities, and what an edit costs.</summary>
public class ActivityGeneratorTests
{
    private const string Source = """
        using Engine.Runtime;

        namespace Shop;

        public sealed partial class Texts(int factor)
        {
            [Activity("load")] public async ValueTask<ReadOnlyMemory<byte>> Load(ActivityCall call, CancellationToken token)
            {
                await Task.Delay(factor, token);
                return call.Input;
            }

            [Activity("say \"hello\"\n")] public static void Hello() { }
            [Activity("wait")] internal ValueTask Wait(CancellationToken token) => default;
        }

        public partial class Outer
        {
            private partial record @event
            {
                [Activity("copy")] private static byte[] @class(in ActivityCall call) => call.ResultOf(0).ToArray();
                [Activity("echo")] public ReadOnlyMemory<byte> call(CancellationToken cancellationToken, ActivityCall call) => call.Input;
            }
        }
        """;

    [Fact]
    public void Text_of_activities_is_the_snapshot() => PlainGeneratorRun<ActivityGenerator>.AssertSnapshot(Source, "Activities.txt");

    [Fact]
    public void Generated_code_compiles_with_every_warning_as_an_error() => PlainGeneratorRun<ActivityGenerator>.AssertCompilesStrictly(Source);

    [Theory]
    [InlineData("return call.Input;", "return default;")]
    [InlineData("namespace Shop;", "// a comment\nnamespace Shop;")]
    [InlineData("public static void Hello() { }", "public static void Hello() { }\n    public int Count => factor;")]
    public void Edit_that_changes_no_activity_leaves_the_stage_unchanged(string old, string replacement) =>
        PlainGeneratorRun<ActivityGenerator>.AssertUnchangedAfter(Source, old, replacement, ActivityGenerator.Stage);

    [Fact]
    public void Class_with_errors_still_serves_its_callers()
    {
        PlainGeneratorRun<ActivityGenerator>.AssertCompiles("""
            public partial class Wrong
            {
                [Activity("a")] public int A() => 0;
                [Activity("b")] public void B() { }
            }

            public static class Caller
            {
                public static void Add(Engine.Runtime.ActivityTable table) => table.Add(new Wrong());
            }
            """);
    }
}
