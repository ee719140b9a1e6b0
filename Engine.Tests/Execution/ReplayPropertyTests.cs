using System.Globalization;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>
/// The main property: the trace of any run, replayed through the reference in that trace's completion order, gives the same
/// outputs, skips, statuses, outcome and compensations. ENGINE_TEST_SEED and ENGINE_TEST_CASES choose other cases.
/// </summary>
public class ReplayPropertyTests
{
    private const ulong DefaultSeed = 20_260_301;
    private const int DefaultCases = 10_000;

    [Fact]
    public void Any_run_agrees_with_the_reference()
    {
        ulong seed = Setting("ENGINE_TEST_SEED", DefaultSeed);
        ulong cases = Setting("ENGINE_TEST_CASES", DefaultCases);
        for (ulong i = 0; i < cases; i++)
        {
            SimulatedCase made = SimulatedCase.Of(seed + i);
            if (made.Run().Count > 0)
            {
                Assert.Fail(SimulatedCase.Describe(made));
            }
        }
    }

    private static ulong Setting(string name, ulong value) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : value;
}
