using Engine.Internal;

namespace Engine.Tests.Execution;

/// <summary>
/// For tests in which a helper has to come. Those asked in by earlier runs may still stand in the pool's queue, as they do after a test that
/// exhausts the pool or beside other work; with all 256 of them there, nobody is asked in, and nobody asks again.
/// </summary>
internal static class CrewRest
{
    public static void Await() => Assert.True(SpinWait.SpinUntil(static () => Crew.Busy == 0, Patience.Limit), "helpers of earlier runs never came to rest");
}
