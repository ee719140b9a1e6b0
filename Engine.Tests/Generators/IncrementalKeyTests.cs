using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>Which edits make the generator read a class again: all that can change its model, and no body.</summary>
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
            private readonly int _unused = 1;

            public W(IClock clock) => Clock = clock;

            public IClock Clock { get; }

            [Step]
            public Level Rate(Order order) => order.Count > _unused ? Level.High : Level.Low;

            [Step, Case(nameof(Rate), Level.High, Level.Top), Retry(Limits.Retries)]
            public Amount Dear(Order order) => 1;

            [Step, Default(nameof(Rate))]
            public Amount Cheap(Order order) => 2;

            [Step(Name = Names.Sum), Output]
            public Amount Sum(Maybe<Amount> dear, Maybe<Amount> cheap, [From(nameof(Note))] Entity? note) => dear.ValueOr(cheap.ValueOr(0));

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

            public int Twice { get { return 2 * Count; } set => Count = value / 2; }
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

        public sealed class Text : Entity;
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

        public partial struct Crate(int size)
        {
            public int Size() => size;

            [Workflow<int, int>]
            public partial record Deep
            {
                [Step, Output]
                public static int Triple(int input) => 3 * input;
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
        { "return 42;", "int Local<T>(T x) => 1;\n        return Local(new[] { 1 });" },
        { "// More of it.", "// Nothing more.\n\n\n" },
        { "// of all", "" },
        { "=> 2;", "=> order.Count + 40;" },
        { "_unused = 1;", "_unused = 2 + Limits.Retries;" },
        { "=> Clock = clock;", "=> Clock = clock ?? throw new InvalidOperationException();" },
        { "return 2 * Count;", "return Count << 1;" },
        { "set => Count = value / 2;", "set => Count = value >> 1;" },
        { "namespace Sample.Pricing;\n\n[", "\n\nnamespace Sample.Pricing;\n\n// The price\n[" },
        { "= new(\"text\")", "= new(\"other\" + Limits.Retries)" },
        { "public enum Level", "/// <summary>Levels.</summary>\npublic enum Level" },
        { "public static class Unrelated", "public class Another : Order;\n\npublic static class Unrelated" },
        { "public static class Unrelated\n{", "public static class Unrelated\n{\n    public static long More = Limits.Retries;\n\n    public enum Kind { One, Two }" },
        { "public static int Answer()", "public static long Reply(Box.Inner inner, Order order)" },
        { "public interface IEntity;", "public interface IEntity;\n\n[Obsolete]\npublic struct Reply(int size) { public int Size => size; }" },
        { "2 * input", "input switch { 1 => 2, var x => x + x }" },
        { "return 42;", "return 42" },
        { "public static class Unrelated", "#region All the rest\n#endregion\n#pragma warning disable CS1591\npublic static class Unrelated" },
    };

    /// <summary>The last column: how many of the three classes are read.</summary>
    public static TheoryData<string, string, int> Telling => new()
    {
        { "public sealed class Text : Entity;", "public sealed class Text;", 3 },
        { "public class Order : Entity", "internal class Order : Entity", 3 },
        { "public class Entity : IEntity;", "public struct Entity : IEntity;", 3 },
        { "Low, High, Top = High + 1", "Low, Top, High", 3 },
        { "Low, High, Top = High + 1", "Low, High", 3 },
        { "public enum Level", "[System.Flags] public enum Level", 3 },
        { "const int Retries = 3", "const int Retries = 4", 3 },
        { "Retries = More.Retries", "Retries = 7", 3 },
        { "Sum = \"Total\"", "Sum = \"Sum\"", 3 },
        { "using Amount = System.Int64;", "using Amount = System.Int32;", 3 },
        { "global using Sample.Rates; // of all", "global using Sample.Rates; global using Entity = System.Int32;", 3 },
        { "W(IClock clock)", "W(IClock clock, Order order)", 3 },
        { "// More of it.", "[Step] public void Again(Amount sum) { }", 3 },
        { "public partial class Inner", "private partial class Inner", 3 },
        { "public static partial class Box", "public static partial class Box<T>", 3 },
        { "public partial struct Crate(int size)", "public partial record struct Crate(int size)", 3 },
        { "public sealed class Text : Entity;", "public struct Text;", 3 },
        { "public interface IClock;", "public interface IClock;\n\npublic struct Entity;", 3 },
        { "public interface IClock;", "public interface IClock;\n\npublic static class Limits { public const int Retries = 9; }", 3 },
        { "[Step, Default(nameof(Rate))]", "[Step, Default(nameof(Rate)), Retry(2)]", 3 },
        { "namespace Sample.Pricing;\n\n[", "namespace Sample.Prices;\n\n[", 3 },
        { "public static class Unrelated\n{", "[Workflow<int, int>] public partial class Unrelated\n{\n    [Step, Output] public static int One(int input) => 1;", 4 },
        { "public static int Double(int input)", "public int Double(int input)", 1 },
        { "public static int Triple(int input)", "public static ValueTask<int> Triple(int input)", 1 },
        { "public static int Double(int input)", "[Step] public static bool IsOdd(int input) => true;\n[Step, Output, When(nameof(IsOdd))]\npublic static int Double(int input)", 1 },
        { "public partial class Inner", "public partial class Renamed", 3 },
    };

    [Fact]
    public void Sources_compile_and_every_workflow_is_whole()
    {
        var project = new IncrementalProject(Sources);

        Assert.Equal(3, project.Reads);
        project.AssertWhole(3);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Edit_that_no_model_can_depend_on_reads_no_class(string old, string replacement)
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Edit(old, replacement);

        Assert.Equal(0, project.Reads);
        Assert.Equal(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);
        GeneratorRun.AssertUnchanged(project.Result);
    }

    [Theory]
    [MemberData(nameof(Telling))]
    public void Edit_that_a_model_depends_on_reads_the_class(string old, string replacement, int reads)
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Edit(old, replacement);

        Assert.Equal(reads, project.Reads);
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Theory]
    [InlineData("public static class Unrelated", "public class Another : Order;\n\npublic class ORDER;\n\npublic static class Unrelated")]
    [InlineData("public int Count { get; set; }", "public int Count { get; set; }\n\n    public long More = Limits.Retries;")]
    [InlineData("return 42;", "\n#nullable disable\nreturn 42;\n#nullable restore\n")]
    [InlineData("public interface IClock;", "public interface IClock;\n\npublic class Note;")]
    [InlineData("// of all", "\nglobal using Sample.Pricing;")]
    [InlineData("public Amount Cheap(Order order) => 2;", "public Amount Cheap(Order order) { return 2; }")]
    public void Declaration_that_a_model_might_depend_on_is_read_and_changes_nothing(string old, string replacement)
    {
        var project = new IncrementalProject(Sources);

        project.Edit(old, replacement);

        Assert.Equal(3, project.Reads);
        Assert.Equal(project.FreshText, project.Text);
        GeneratorRun.AssertUnchanged(project.Result);
    }

    /// <summary>A method of a workflow is its own business as long as nothing else can name the class.</summary>
    [Theory]
    [InlineData("public int Count { get; set; }", "public int Count { get; set; }\n\n    public Box.Inner? Inner { get; set; }")]
    [InlineData("public sealed class Text : Entity;", "public sealed class Text : Entity;\n\npublic class Inner;")]
    [InlineData("global using Sample.Rates; // of all", "global using Sample.Rates; global using Other = Sample.Box.Inner;")]
    [InlineData("[Step]\n    public Text? Note(Order order)", "[Step(Name = nameof(Sample.Box.Inner))]\n    public Text? Note(Order order)")]
    public void Method_of_a_workflow_that_is_named_elsewhere_makes_all_be_read(string old, string replacement)
    {
        var project = new IncrementalProject(Sources);
        project.Edit(old, replacement);
        Assert.Equal(3, project.Reads);

        project.Edit("public static int Double(int input)", "public int Double(int input)");

        Assert.Equal(3, project.Reads);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Constant_that_comes_from_a_method_name_of_another_workflow_follows_it()
    {
        var project = new IncrementalProject(Sources);
        project.Edit("Sum = \"Total\"", "Sum = nameof(Box.Inner.Double)");
        string before = project.Text;

        project.Edit("public static int Double(int input)", "public static int Twofold(int input)");
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);

        project.Edit("public static int Twofold(int input)", "public static int Double(int input)");
        Assert.Equal(before, project.Text);
    }

    [Fact]
    public void Workflow_nested_in_a_workflow_sees_the_methods_around_it()
    {
        var project = new IncrementalProject("""
            [Workflow<int, int>]
            public partial class Outer
            {
                [Step, Output]
                public static int One(int input) => input;

                [Workflow<int, int>]
                public partial class Inner
                {
                    [Step(Name = nameof(Two) + nameof(One)), Output]
                    public static int Two(int input) => input;
                }
            }
            """);
        project.AssertWhole(2);
        Assert.Contains("\"TwoOne\"", project.Text, StringComparison.Ordinal);

        project.Edit("static int One(", "static int Three(");

        Assert.Equal(2, project.Reads);
        Assert.DoesNotContain("\"TwoOne\"", project.Text, StringComparison.Ordinal);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Name_that_appears_in_a_nearer_namespace_changes_the_class()
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Add("namespace Sample.Pricing; public class Order : Sample.Rates.Entity { public int Count => 3; }", "Nearer.cs");
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);

        project.Run(project.Compilation.RemoveSyntaxTrees(project.Compilation.SyntaxTrees.Last()));
        Assert.Equal(before, project.Text);
    }

    [Fact]
    public void Namespace_that_hides_another_changes_the_class()
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Add("namespace Sample.Pricing.System { }", "Hiding.cs");
        Assert.Equal(project.FreshText, project.Text);

        project.Add("namespace Sample.Pricing.Level.More { }", "Hiding2.cs");
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Files_in_another_order_give_the_same_text()
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Run(project.Compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(project.Compilation.SyntaxTrees.Reverse()));

        Assert.Equal(project.FreshText, project.Text);
        Assert.Equal(before, project.Text);
    }

    /// <summary>Each part adds the same file where both are asked.</summary>
    [Theory]
    [InlineData("public partial class W\n{\n    // More of it.", "[Workflow<Order, long>]\npublic partial class W\n{\n    // More of it.")]
    [InlineData("// More of it.", "private static int Helper() => 1;")]
    [InlineData("public partial class W\n{\n    // More of it.\n}", "")]
    public void Class_with_several_parts_has_one_file(string old, string replacement)
    {
        var project = new IncrementalProject(Sources);

        project.Edit(old, replacement);
        Assert.Equal(4, project.Result.GeneratedSources.Count(static source => !source.HintName.EndsWith("-Batch.g.cs", StringComparison.Ordinal)));
        project.Edit("=> 2;", "=> 3;");
        Assert.Equal(4, project.Result.GeneratedSources.Count(static source => !source.HintName.EndsWith("-Batch.g.cs", StringComparison.Ordinal)));
        project.Edit("public Amount Cheap(Order order)", "public Amount Cheap(Entity order)");

        Assert.Equal(4, project.Result.GeneratedSources.Count(static source => !source.HintName.EndsWith("-Batch.g.cs", StringComparison.Ordinal)));
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Option_or_reference_that_changes_reads_all_classes()
    {
        var project = new IncrementalProject(Sources);
        string before = project.Text;

        project.Run(project.Compilation.WithOptions(project.Compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable)));
        Assert.Equal(3, project.Reads);
        Assert.Equal(project.FreshText, project.Text);

        MetadataReference injection = project.Compilation.References.Single(static reference => reference.Display!.EndsWith("DependencyInjection.Abstractions.dll", StringComparison.Ordinal));
        project.Run(project.Compilation.RemoveReferences(injection));
        Assert.Equal(3, project.Reads);
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);

        project.Run(project.Compilation.AddReferences(injection));
        Assert.Equal(3, project.Reads);
        Assert.Equal(project.FreshText, project.Text);

        project.Run(project.Compilation.WithAssemblyName("Other"));
        Assert.Equal(3, project.Reads);
        Assert.Equal(project.FreshText, project.Text);

        var options = (CSharpParseOptions)project.Compilation.SyntaxTrees[0].Options;
        project.Run(project.Compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(project.Compilation.SyntaxTrees
            .Select(tree => CSharpSyntaxTree.ParseText(tree.ToString(), options.WithPreprocessorSymbols("MORE"), tree.FilePath))));
        Assert.Equal(3, project.Reads);
        Assert.Equal(project.FreshText, project.Text);
    }

    /// <summary>The first class keeps its methods to itself, but not what the second depends on.</summary>
    [Theory]
    [InlineData("public static int One(int input) => input;", "public static int One(int input)\n{\n#nullable disable\nreturn input; }")]
    [InlineData("public static int Two(int input) => input;", "public static int Two(int input)\n{\n#nullable disable\nreturn input; }")]
    [InlineData("public delegate void Unrelated();", "#nullable disable\npublic delegate void Unrelated();\n")]
    [InlineData("public delegate void Unrelated();", "public delegate void Unrelated(\n#nullable disable\n);")]
    public void Nullability_that_is_turned_off_in_one_class_changes_the_next(string old, string replacement)
    {
        var project = new IncrementalProject("""
            public class Text;

            [Workflow<int, int>]
            public partial class V
            {
                [Step, Output]
                public static int One(int input) => input;
            }

            public delegate void Unrelated();

            public static partial class Outer
            {
                [Workflow<int, int>]
                public partial class U
                {
                    [Step, Output]
                    public static int Two(int input) => input;
                }

                [Workflow<int, int>]
                public partial class W
                {
                    [Step]
                    public static Text? Note(int input) => null;

                    [Step, Output]
                    public static int Sum(Text note) => 1;
                }
            }
            """);
        Assert.Equal(1, project.Models.Count(static model => model.IsBroken));

        project.Edit(old, replacement);

        Assert.Equal(0, project.Models.Count(static model => model.IsBroken));
        Assert.Equal(3, project.Reads);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Type_that_differs_from_a_workflow_by_case_alone_changes_the_name_of_its_file()
    {
        var project = new IncrementalProject("namespace A { [Workflow<int, int>] public partial class W { [Step, Output] public static int One(int input) => input; } }", "// more");
        string before = project.Text;

        project.Edit("// more", "namespace A { public class w; }");

        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);
    }

    /// <summary>The attribute is written without its ending, and its own constants come from further away.</summary>
    [Fact]
    public void Attribute_in_source_is_reached_by_its_short_name()
    {
        var project = new IncrementalProject(
            "[Workflow<int, int>] public partial class W([Microsoft.Extensions.DependencyInjection.FromKeyedServices(Keys.One)] IServiceProvider services) { [Step, Output] public static int One(int input) => input; }",
            "public static class Keys { public const string One = Far.Text; }",
            "public class Far { public const string Text = \"Away\"; }");
        string before = project.Text;
        Assert.Contains("\"Away\"", before, StringComparison.Ordinal);

        project.Edit("\"Away\"", "\"Gone\"");
        Assert.NotEqual(before, project.Text);
        Assert.Equal(project.FreshText, project.Text);

        project.Edit("\"Gone\"", "\"Away\"");
        Assert.Equal(before, project.Text);
        project.Add("namespace Microsoft.Extensions.DependencyInjection { public sealed class FromKeyedServicesAttribute(object key) : Attribute; }", "Own.cs");
        Assert.Equal(project.FreshText, project.Text);
    }

    /// <summary>The value may be null and the step that takes it says nothing of that, which is right only where nullability is off.</summary>
    [Theory]
    [InlineData("{ return null; }", "{\n#nullable disable\nreturn null; }")]
    [InlineData("// first", "// <auto-generated/>")]
    [InlineData("// first", "/* made: <autogenerated> */")]
    [InlineData("// first", "#nullable disable")]
    public void Nullability_that_is_turned_off_anywhere_before_a_step_changes_the_class(string old, string replacement)
    {
        var project = new IncrementalProject("""
            // first
            public class Text;

            [Workflow<int, int>]
            public partial class W
            {
                [Step]
                public Text? Note(int input) { return null; }

                [Step, Output]
                public int Sum(Text note) => 1;
            }
            """);
        string refused = project.Text;
        Assert.True(project.Models.Single().IsBroken);

        project.Edit(old, replacement);
        Assert.Equal(1, project.Reads);
        Assert.False(project.Models.Single().IsBroken);
        Assert.Equal(project.FreshText, project.Text);

        project.Edit(replacement, old);
        Assert.Equal(refused, project.Text);

        project.Run(project.Compilation.WithOptions(project.Compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable)));
        Assert.False(project.Models.Single().IsBroken);
        Assert.Equal(project.FreshText, project.Text);
    }

    /// <summary>A constructor parameter that a body uses is a field of the struct, and a large struct is copied otherwise than a small one.</summary>
    [Fact]
    public void Body_in_a_struct_is_part_of_the_surface()
    {
        var project = new IncrementalProject(Sources);

        project.Edit("Size() => size", "Size() => 1");

        Assert.Equal(3, project.Reads);
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
        project.AssertWhole(1);
        string before = project.Text;

        Refer("=> 1", "=> 2");
        Assert.Equal(0, project.Reads);
        Refer("Small, Large", "Large, Small, Huge");
        Assert.Equal(1, project.Reads);
        Assert.Equal(project.FreshText, project.Text);
        Refer("Large, Small, Huge", "Small");
        Assert.Equal(1, project.Reads);
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
    [InlineData("", "global using MarkedAttribute = Engine.WorkflowAttribute<int, int>;")]
    public void Attribute_behind_an_alias_is_found_as_soon_as_the_alias_is(string local, string global)
    {
        const string Class = "\n[Marked] public partial class W { [Step, Output] public static int One(int input) => 1; }";
        var project = new IncrementalProject("// no alias" + Class, "// nor here");
        Assert.Empty(project.Result.GeneratedSources);

        project.Edit("// no alias", local);
        project.Edit("// nor here", global);

        project.AssertWhole(1);
        Assert.Equal(project.FreshText, project.Text);

        project.Edit("public static int One(int input)", "public static int One(int input, CancellationToken token)");
        Assert.Equal(1, project.Reads);
        Assert.Equal(project.FreshText, project.Text);
    }

    [Fact]
    public void Edit_among_200_workflows_reads_at_most_the_one_that_it_changes()
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
        Assert.Equal(200, project.Reads);

        project.Edit("Answer => 42", "Answer => 43");
        Assert.Equal(0, project.Reads);
        project.Edit("order.Count;", "order.Count + 1; // one more");
        Assert.Equal(0, project.Reads);
        project.Edit("Answer => 43; }", "Answer => 43; }\npublic class Another;");
        Assert.Equal(0, project.Reads);
        project.Add("namespace Sample; public class Added;", "Added.cs");
        Assert.Equal(200, project.Reads);
        project.Edit("public class Added;", "public class Added { public W7? Seven; }");
        Assert.Equal(0, project.Reads);
        project.Edit("Count(Order7 order)", "Count(in Order7 order)");
        Assert.Equal(1, project.Reads);
        project.Edit("record Order7(int Count)", "record struct Order7(int Count)");
        Assert.Equal(200, project.Reads);
        Assert.Equal(project.FreshText, project.Text);
    }
}
