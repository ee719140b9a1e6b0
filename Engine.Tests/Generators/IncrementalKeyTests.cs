extern alias generators;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>Which edits make the generator read a class again: all that can change its model, and few others.</summary>
public class IncrementalKeyTests
{
    private static readonly string[] Sources =
    [
        """
        using Sample.Rates;
        using Amount = System.Int64;

        namespace Sample.Pricing;

        [Workflow<Order, Amount>]
        public partial class W
        {
            public W(IClock clock) => Clock = clock;

            public IClock Clock { get; }

            [Step]
            public Level Rate(Order order) => order.Count > 1 ? Level.High : Level.Low;

            [Step, Case(nameof(Rate), Level.High, Level.Top), Retry(Limits.Retries)]
            public Amount Dear(Entity order) => 1;

            [Step, Default(nameof(Rate))]
            public Amount Cheap(Order order) => 2;

            [Step(Name = Names.Sum), Output]
            public Amount Sum(Maybe<Amount> dear, Maybe<Amount> cheap, [From(nameof(Note))] Text? note) => dear.Or(cheap.Or(0));

            [Step]
            public Text? Note(Order order) => null;
        }
        """,
        """
        namespace Sample.Pricing;

        public partial class W
        {
            // More of it.
        }
        """,
        """
        using Sample.Rates;

        namespace Sample;

        public class Order : Entity
        {
            public int Count { get; set; }

            public string Text { get; } = new("text");
        }

        public interface IClock;
        """,
        """
        namespace Sample.Rates;

        public class Entity : IEntity;

        public interface IEntity;

        public static class Limits
        {
            public const int Retries = More.Retries;
        }
        """,
        """
        namespace Sample.Rates;

        public enum Level { Low, High, Top = High + 1 }

        public static class More { public const int Retries = 3; }

        public static class Names { public const string Sum = "Total"; }

        public sealed class Text;
        """,
        """
        namespace Sample;

        public static partial class Box
        {
            [Workflow<int, int>]
            public partial class Inner
            {
                [Step, Output]
                public static int Double(int input) => 2 * input;
            }
        }

        public static class Unrelated
        {
            public static int Answer() { return 42; }
        }
        """,
        "global using Sample.Rates; // of all",
    ];

    public static TheoryData<string, string> Harmless => new()
    {
        { "return 42;", "return 6 * 7;" },
        { "public static class Unrelated\n{", "public static class Unrelated\n{\n    public static long More = Limits.Retries;" },
        { "public interface IClock;", "public interface IClock;\n\npublic class Another : Order;" },
        { "// More of it.", "// Nothing more.\n\n\n" },
        { "// of all", "" },
        { "=> 2;", "=> order.Count + 40;" },
{ "=> Clock = clock;", "=> Clock = clock ?? throw new InvalidOperationException();" },
        { "namespace Sample.Pricing;\n\n[", "\n\nnamespace Sample.Pricing;\n\n// The price\n[" },
        { "= new(\"text\")", "= new(\"other\" + Limits.Retries)" },
        { "public enum Level", "/// <summary>Levels.</summary>\npublic enum Level" },
        { "2 * input", "input switch { 1 => 2, var x => x + x }" },
        { "return 42;", "return 42" },
    };

    public static TheoryData<string, string> Telling => new()
    {
        { "public class Order : Entity", "public class Order" },
        { "public class Entity : IEntity;", "public struct Entity : IEntity;" },
        { "Low, High, Top = High + 1", "Low, Top, High" },
        { "Low, High, Top = High + 1", "Low, High" },
        { "public enum Level", "[System.Flags] public enum Level" },
        { "const int Retries = 3", "const int Retries = 4" },
        { "Retries = More.Retries", "Retries = 7" },
        { "Sum = \"Total\"", "Sum = \"Sum\"" },
        { "using Amount = System.Int64;", "using Amount = System.Int32;" },
        { "global using Sample.Rates; // of all", "global using Sample.Rates; global using Order = System.String;" },
        { "public interface IClock;", "internal interface IClock;" },
        { "W(IClock clock)", "W(IClock clock, Order order)" },
        { "// More of it.", "[Step] public int Again(Amount sum) => 1;" },
        { "public static partial class Box", "internal static partial class Box" },
        { "public static partial class Box", "public static partial class Box<T>" },
        { "public sealed class Text;", "public struct Text;" },
        { "public interface IClock;", "public interface IClock;\n\npublic class Level;" },
        { "public interface IClock;", "public interface IClock;\n\npublic static class Limits { public const int Retries = 9; }" },
        { "[Step, Default(nameof(Rate))]", "[Step, Unless(nameof(Rate))]" },
        { "using Sample.Rates;\nusing Amount", "#nullable disable\nusing Amount" },
        { "using Sample.Rates;\nusing Amount", "// <auto-generated/>\nusing Sample.Rates;\nusing Amount" },
        { "namespace Sample.Pricing;\n\n[", "namespace Sample.Prices;\n\n[" },
        { "public static class Unrelated", "[Workflow<int, int>] public partial class Unrelated" },
        { "public interface IClock;", "public interface IClock;\n\npublic class Entity;" },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Edit_that_no_model_depends_on_reads_no_class(string old, string replacement)
    {
        var project = new IncrementalProject(Sources);
        Assert.Equal(2, project.Parses);
        string before = project.Text;

        project.Edit(old, replacement);

        Assert.Equal(0, project.Parses);
        Assert.Equal(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Theory]
    [MemberData(nameof(Telling))]
    public void Edit_that_a_model_depends_on_reads_the_class(string old, string replacement)
    {
        var project = new IncrementalProject(Sources);

        string before = project.Text;
        Assert.Contains("Run(", before, StringComparison.Ordinal);

        project.Edit(old, replacement);

        Assert.NotEqual(0, project.Parses);
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Name_that_appears_in_a_nearer_namespace_reads_the_class_and_changes_it()
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Add("namespace Sample.Pricing; public class Order : Sample.Rates.Entity { public int Count => 3; }", "Nearer.cs");

        Assert.Equal(1, project.Parses);
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);

        project.Run(project.Compilation.RemoveSyntaxTrees(project.Compilation.SyntaxTrees.Last()));
        Assert.Equal(1, project.Parses);
        Assert.Equal(before, project.Text);
    }

    [Fact]
    public void Namespace_that_hides_another_reads_the_class_and_changes_it()
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Add("namespace Sample.Pricing.System { }", "Hiding.cs");
        Assert.NotEqual(0, project.Parses);
        Assert.Equal(project.FreshText, project.Text);

        project.Add("namespace Sample.Pricing.Level.More { }", "Hiding2.cs");
        Assert.NotEqual(0, project.Parses);
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Files_in_another_order_give_the_same_text()
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Run(project.Compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(project.Compilation.SyntaxTrees.Reverse()));

        Assert.Equal(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Option_or_reference_that_changes_reads_all_classes()
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Run(project.Compilation.WithOptions(project.Compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable)));
        Assert.Equal(2, project.Parses);
        Assert.Equal(project.FreshText, project.Text);

        MetadataReference injection = project.Compilation.References.Single(static reference => reference.Display!.EndsWith("DependencyInjection.Abstractions.dll", StringComparison.Ordinal));
        project.Run(project.Compilation.RemoveReferences(injection));
        Assert.Equal(2, project.Parses);
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);

        project.Run(project.Compilation.AddReferences(injection));
        Assert.Equal(2, project.Parses);
        Assert.Equal(project.FreshText, project.Text);

        project.Run(project.Compilation.WithAssemblyName("Other"));
        Assert.Equal(2, project.Parses);
        Assert.Equal(project.FreshText, project.Text);
    }

    /// <summary>Another project in an editor is a reference that is a new object after each edit.</summary>
    [Fact]
    public void Edit_of_a_referenced_project_reads_classes_only_where_it_changes_a_signature()
    {
        CSharpCompilation library = CompilationFactory.Create("namespace Library; public enum Size { Small, Large }\npublic static class Sizes { public static int Of(Size size) => 1; }");
        CSharpCompilation program = CompilationFactory.Create("""
            using Library;

            [Workflow<int, int>]
            public partial class W
            {
                [Step]
                public static Size Choose(int input) => Size.Small;

                [Step, Case(nameof(Choose), Size.Large)]
                public static int Grow(int input) => input;

                [Step, Case(nameof(Choose), Size.Small)]
                public static int Keep(int input) => input;

                [Step, Output]
                public static int Result(Maybe<int> grow, Maybe<int> keep) => 1;
            }
            """);
        var project = new IncrementalProject(program.AddReferences(library.ToMetadataReference()));
        string before = project.Text;

        Refer("=> 1", "=> 2");
        Assert.Equal(0, project.Parses);
        Refer("Small, Large", "Large, Small, Huge");
        Assert.Equal(1, project.Parses);
        Assert.Equal(project.FreshText, project.Text);
        Refer("Large, Small, Huge", "Small");
        Assert.Equal(1, project.Parses);
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);

        void Refer(string old, string replacement)
        {
            SyntaxTree tree = library.SyntaxTrees[1];
            library = library.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString().Replace(old, replacement, StringComparison.Ordinal), (CSharpParseOptions)tree.Options, tree.FilePath));
            project.Run(program.AddReferences(library.ToMetadataReference()));
        }
    }

    [Theory]
    [InlineData("using Marked = Engine.WorkflowAttribute<int, int>;", "")]
    [InlineData("using MarkedAttribute = Engine.WorkflowAttribute<int, int>;", "")]
    [InlineData("", "global using Marked = Engine.WorkflowAttribute<int, int>;")]
    public void Attribute_behind_an_alias_is_found_as_soon_as_the_alias_is(string local, string global)
    {
        const string Class = "\n[Marked] public partial class W { [Step, Output] public static int One(int input) => 1; }";
        var project = new IncrementalProject("// no alias" + Class, "// nor here");
        Assert.Empty(project.Result.GeneratedSources);

        project.Edit("// no alias", local);
        project.Edit("// nor here", global);

        Assert.NotEmpty(project.Result.GeneratedSources);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Edit_among_200_workflows_reads_none_of_them()
    {
        IEnumerable<string> workflows = Enumerable.Range(0, 200).Select(static i => $$"""
            namespace Sample;

            public record Order{{i}}(int Count);

            [Workflow<Order{{i}}, int>]
            public partial class W{{i}}
            {
                [Step]
                public static int Count(Order{{i}} order) => order.Count;

                [Step, Output]
                public static int Twice(int count) => 2 * count;
            }
            """);
        var project = new IncrementalProject([.. workflows, "namespace Sample; public static class Other { public static int Answer => 42; }"]);
        Assert.Equal(200, project.Parses);

        project.Edit("Answer => 42", "Answer => 43");
        Assert.Equal(0, project.Parses);
        project.Edit("Answer => 43; }", "Answer => 43; }\npublic class Another;");
        Assert.Equal(0, project.Parses);
        project.Edit("order.Count;", "order.Count + 1; // one more");
        Assert.Equal(0, project.Parses);
        project.Edit("record Order7(int Count)", "record struct Order7(int Count)");
        Assert.Equal(1, project.Parses);
        project.Add("namespace Sample; public class Added;", "Added.cs");
        Assert.Equal(0, project.Parses);
    }
}
