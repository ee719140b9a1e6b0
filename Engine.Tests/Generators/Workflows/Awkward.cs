namespace Engine.Tests.Generators.Workflows;

/// <summary>Names that clash with each other, with keywords, with types, with members of the generated definition.</summary>
public static partial class Outer
{
    internal partial interface IMiddle
    {
        [Workflow<long, int>]
        internal sealed partial class Policy
        {
            private readonly int workflow = 1;

            [Step]
            public int tax(long seed) => (int)seed + workflow;

            [Step]
            public static int Tax([From(nameof(tax))] int first) => first * 2;

            [Step]
            public static int Tax_2(long seed) => (int)seed;

            [Step]
            public static int Name([From(nameof(Tax))] int second, [From(nameof(Tax_2))] int third) => second + third;

            [Step]
            public static int @event(int name) => name + 1;

            [Step]
            public static int Complete([From(nameof(@event))] int what) => what + 1;

            [Step]
            public int Dispatch(int complete) => complete + this.workflow;

            [Step]
            public static int State_(int dispatch) => dispatch;

            [Step]
            public static int Input([From(nameof(State_))] int before) => before + 1;

            [Step]
            public static int DispatchBump([From(nameof(Input))] int before) => before;

            [Step]
            public static void Bump(ref Total total, int dispatchBump) => total.Sum += dispatchBump;

            [Step, Output, After(nameof(Bump))]
            public static int Value(in Total total, [From(nameof(DispatchBump))] int dispatchBump) => total.Sum + dispatchBump;

            [State]
            public struct Total
            {
                public int Sum;
            }
        }
    }
}
