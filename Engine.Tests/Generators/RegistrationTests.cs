extern alias generators;

using Engine.Tests.Generators.Workflows;
using generators::Engine.Generators.Emission;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;

namespace Engine.Tests.Generators;

/// <summary>The registration of an assembly's workflows in a service collection.</summary>
public class RegistrationTests
{
    [Fact]
    public void AddWorkflows_makes_each_workflow_once_with_its_services()
    {
        // By its class: the program of Engine.Host has workflows too, and shows them to its tests.
        using ServiceProvider provider = Engine_TestsWorkflowServices.AddWorkflows(new ServiceCollection().AddSingleton<ICatalog, ListPrices>()).BuildServiceProvider();

        PriceOrder workflow = provider.GetRequiredService<PriceOrder>();

        Assert.Same(workflow, provider.GetRequiredService<PriceOrder>());
        Assert.Equal(new Invoice(100, 19, 0), workflow.Run(new Order(1, 100)));
        Assert.NotNull(provider.GetRequiredService<Shipping>());
        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<Checkout>());
    }

    [Fact]
    public void Add_of_one_workflow_registers_that_one()
    {
        ServiceDescriptor descriptor = Assert.Single(new ServiceCollection().AddPriceOrder());
        Assert.Equal(typeof(PriceOrder), descriptor.ServiceType);
        Assert.Equal(ServiceLifetime.Singleton, descriptor.Lifetime);
    }

    [Fact]
    public void Names_that_clash_are_spelled_out()
    {
        const string Body = "[Workflow<int, int>] public partial class W { [Step] public static int One(int input) => input; }";
        GeneratorRun run = GeneratorRun.Of($"namespace A {{ {Body} }} namespace B.C {{ {Body} {Body.Replace("class W", "class Workflows", StringComparison.Ordinal)} {Body.Replace("class W", "class @event", StringComparison.Ordinal)} }}");

        Type services = run.Load().GetType("Engine.SampleWorkflowServices")!;

        Assert.Equal(["AddAW", "AddBCW", "AddBCWorkflows", "AddWorkflows", "Addevent"], services.GetMethods().Where(static method => method.IsStatic).Select(static method => method.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Class_that_nobody_can_construct_is_left_out()
    {
        GeneratorRun run = GeneratorRun.Of("""
            public partial class Outer
            {
                [Workflow<int, int>] private partial class Hidden { [Step] public static int One(int input) => input; }
                [Workflow<int, int>] public partial class Two { public Two() { } public Two(int seed) : this() => _ = seed; [Step] public static int One(int input) => input; }
                [Workflow<int, int>] public partial class Private { private Private() { } [Step] public static int One(int input) => input; }
            }
            """);

        string[] comments = [.. run.Sources[RegistrationEmitter.HintName].Split('\n').Where(static line => line.StartsWith("// '", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "// 'Private' is not registered: it has no constructor that is public or internal.",
                "// 'Two' is not registered: it has 2 constructors; mark the one to call with [ActivatorUtilitiesConstructor].",
            ],
            comments);
        Assert.DoesNotContain("class", run.Sources[RegistrationEmitter.HintName], StringComparison.Ordinal);
        _ = run.Load();
    }

    [Fact]
    public void Constructor_that_is_marked_is_the_one_to_call()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using Microsoft.Extensions.DependencyInjection;

            public sealed class Service;

            [Workflow<int, int>]
            public partial class W
            {
                public W() => Seed = 1;

                [ActivatorUtilitiesConstructor]
                public W(Service service) => Seed = service is null ? 0 : 2;

                public int Seed { get; }

                [Step] public int One(int input) => input + Seed;
            }
            """);

        string text = run.Sources[RegistrationEmitter.HintName];
        Assert.Contains("new global::W(global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<global::Service>(provider))", text, StringComparison.Ordinal);
        Assert.DoesNotContain("is not registered", text, StringComparison.Ordinal);
        _ = run.Load();
    }

    [Theory]
    [InlineData("[ActivatorUtilitiesConstructor] public W() { } [ActivatorUtilitiesConstructor] internal W(int seed) : this() { }", "several of its constructors are marked [ActivatorUtilitiesConstructor]; leave the attribute on one")]
    [InlineData("public required int Seed { get; init; }", "it has required members, which only a caller can set; register it with AddSingleton")]
    [InlineData("public W(ref int seed) { }", "its constructor's parameter 'seed' cannot come from a service provider; register it with AddSingleton")]
    public void Class_that_is_left_out_is_named_with_the_reason_beside_those_that_are_not(string member, string reason)
    {
        GeneratorRun run = GeneratorRun.Of($$"""
            using Microsoft.Extensions.DependencyInjection;
            [Workflow<int, int>] public partial class V { [Step] public static int One(int input) => input; }
            [Workflow<int, int>] public partial class W { {{member}} [Step] public static int One(int input) => input; }
            """);

        string text = run.Sources[RegistrationEmitter.HintName];
        Assert.Contains($"\n// 'W' is not registered: {reason}.\n", text, StringComparison.Ordinal);
        Assert.Contains("AddV(services);", text, StringComparison.Ordinal);
        Assert.DoesNotContain("AddW(", text, StringComparison.Ordinal);
        _ = run.Load();
    }

    [Fact]
    public void Compilation_that_does_not_know_service_collections_gets_no_registration()
    {
        CSharpCompilation compilation = CompilationFactory.Create("[Workflow<int, int>] public partial class W { [Step] public static int One(int input) => input; }");
        IEnumerable<MetadataReference> others = compilation.References.Where(static reference => !reference.Display!.Contains("DependencyInjection", StringComparison.Ordinal));

        GeneratorRun run = GeneratorRun.Of(compilation.WithReferences(others));

        Assert.Equal(["W.g.cs"], run.Sources.Keys);
    }

    [Fact]
    public void Keys_and_defaults_of_constructor_parameters_are_honoured()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using Microsoft.Extensions.DependencyInjection;

            public enum Key { One = -1 }
            public interface IName { string Name { get; } }
            public sealed record Named(string Name) : IName;

            [Workflow<int, string>]
            public partial class W(
                [FromKeyedServices("a\"b")] IName text, IName plain, [FromKeyedServices(Key.One)] IName value, [FromKeyedServices(typeof(List<int>))] IName type,
                [FromKeyedServices(-7L)] IName number, string @class = "constant", int count = 3, IName? known = null, Version? unknown = null, [FromKeyedServices(4)] IName? @none = null)
            {
                [Step] public string All(int input) =>
                    $"{text.Name} {plain.Name} {value.Name} {type.Name} {number.Name} {@class} {count} {known?.Name} {unknown is null} {none is null}";
            }

            public static class Caller
            {
                public static string Call() => new ServiceCollection()
                    .AddSingleton<IName>(new Named("plain")).AddKeyedSingleton<IName>("a\"b", new Named("text")).AddKeyedSingleton<IName>(Key.One, new Named("value"))
                    .AddKeyedSingleton<IName>(typeof(List<int>), new Named("type")).AddKeyedSingleton<IName>(-7L, new Named("number"))
                    .AddWorkflows().BuildServiceProvider().GetRequiredService<W>().Run(1);
            }
            """);

        var call = run.Load().GetType("Caller")!.GetMethod("Call")!.CreateDelegate<Func<string>>();
        Assert.Equal("text plain value type number constant 3 plain True True", call());
    }
}
