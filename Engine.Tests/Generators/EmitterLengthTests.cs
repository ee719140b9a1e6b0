using System.Globalization;
using System.Text;

namespace Engine.Tests.Generators;

/// <summary>Workflows longer than one chunk: their methods are split, and mean the same.</summary>
public class EmitterLengthTests
{
    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(300)]
    public async Task Synchronous_chain_counts_its_steps(int stepCount)
    {
        var steps = new StringBuilder();
        for (int i = 1; i < stepCount - 1; i++)
        {
            // Every third step is skipped for odd inputs; every fifth also changes a state.
            string condition = i % 3 == 0 ? ", When(nameof(IsEven))" : "", state = i % 5 == 0 ? "ref Sum sum, " : "";
            string taken = (i - 1) % 3 == 0 && i > 1 ? $"Maybe<int> s{i - 1}" : $"int s{i - 1}";
            string value = (i - 1) % 3 == 0 && i > 1 ? $"s{i - 1}.ValueOr(1_000_000)" : $"s{i - 1}";
            steps.Append(CultureInfo.InvariantCulture, $"[Step{condition}] public int S{i}({state}{taken}) {{ {(state.Length > 0 ? "sum.Value++; " : "")}return {value} % 1_000_000 + 1; }}\n");
        }

        string last = (stepCount - 2) % 3 == 0 ? "Maybe<int>" : "int";
        GeneratorRun run = GeneratorRun.Of($$"""
            [Workflow<int, string>]
            public partial class W
            {
                [State] public struct Sum { public int Value; }
                [Step] public static bool IsEven(int input) => input % 2 == 0;
                [Step] public static int S0(int input) => input;
                {{steps}}
                [Step, Output] public static string Last(in Sum sum, {{last}} s{{stepCount - 2}}) => $"{sum.Value} {s{{stepCount - 2}}}";
            }
            """);
        object workflow = Activator.CreateInstance(run.Load().GetType("W")!)!;
        using var source = new CancellationTokenSource();
        foreach (int input in (int[])[4, 5])
        {
            string expected = await ((IWorkflow<int, string>)workflow).RunAsync(input, source.Token);
            Assert.Equal(expected, await ((IWorkflow<int, string>)workflow).RunAsync(input));
            Assert.Equal(input == 4 ? $"{(stepCount - 2) / 5} {4 + stepCount - 2}" : expected, expected);
        }
    }

    [Fact]
    public async Task Asynchronous_fan_sums_its_steps()
    {
        const int Width = 200;
        string steps = string.Concat(Enumerable.Range(0, Width).Select(static i => $"[Step] public static async ValueTask<int> S{i}(int input) {{ await Task.Yield(); return input + {i}; }}\n[Compensate(nameof(S{i}))] public static void U{i}() {{ }}\n"));
        string parameters = string.Join(", ", Enumerable.Range(0, Width).Select(static i => $"int s{i}")), sum = string.Join(" + ", Enumerable.Range(0, Width).Select(static i => $"s{i}"));
        GeneratorRun run = GeneratorRun.Of($"[Workflow<int, long>] public partial class W {{ {steps} [Step] public static long Total({parameters}) => {sum}; }}");
        object workflow = Activator.CreateInstance(run.Load().GetType("W")!)!;

        Assert.Equal((Width * 3) + (Width * (Width - 1) / 2), await ((IWorkflow<int, long>)workflow).RunAsync(3));
        Assert.Equal(Width + 1, DefinitionTables.Of(workflow).Offsets.Length - 1);
    }
}
