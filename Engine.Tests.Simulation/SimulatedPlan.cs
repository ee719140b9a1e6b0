using Engine.Runtime;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>A workflow that follows from a seed: steps 0 to n-1 with edges to larger numbers, some of each kind that a host treats in its own way.</summary>
internal sealed class SimulatedPlan
{
    private const int LongestChance = 1000;

    public SimulatedPlan(int seed)
    {
        var random = new Random(seed);
        StepCount = random.Next(1, 13);
        var successors = new List<int>[StepCount];
        PredecessorCounts = new int[StepCount];
        Predecessors = new List<int>[StepCount];
        for (int step = 0; step < StepCount; step++)
        {
            successors[step] = [];
            Predecessors[step] = [];
        }

        double density = random.NextDouble();
        for (int to = 1; to < StepCount; to++)
        {
            for (int from = 0; from < to; from++)
            {
                if (random.NextDouble() < density || (to == StepCount - 1 && successors[from].Count == 0))
                {
                    successors[from].Add(to);
                    Predecessors[to].Add(from);
                    PredecessorCounts[to]++;
                }
            }
        }

        SuccessorOffsets = new int[StepCount + 1];
        for (int step = 0; step < StepCount; step++)
        {
            SuccessorOffsets[step + 1] = SuccessorOffsets[step] + successors[step].Count;
        }

        Successors = [.. successors.SelectMany(static row => row)];
        Recordings = new StepRecording[StepCount];
        CompensationOf = new int[StepCount];
        FailsOnce = new int[StepCount];
        var traits = new List<StepTraits>();
        double asynchronous = random.NextDouble();
        for (int step = 0; step < StepCount; step++)
        {
            bool isLast = step == StepCount - 1;
            StepTraits own = random.NextDouble() < asynchronous ? StepTraits.Asynchronous : StepTraits.None;
            own |= !isLast && random.Next(4) == 0 ? StepTraits.Conditional : StepTraits.None;
            own |= random.Next(4) == 0 ? StepTraits.Policy : StepTraits.None;
            own |= random.Next(3) == 0 ? StepTraits.Compensated : StepTraits.None;
            own |= random.Next(4) == 0 ? StepTraits.Context : StepTraits.None;
            Recordings[step] = random.Next(4) switch
            {
                // What is undone or fails for a while has effects, and a pure step has none.
                0 when (own & (StepTraits.Compensated | StepTraits.Policy)) == 0 => StepRecording.Pure,
                1 => StepRecording.Durable,
                _ => StepRecording.Recorded,
            };
            FailsOnce[step] = (own & StepTraits.Policy) != 0 ? random.Next(0, 3) : 0;
            CompensationOf[step] = (own & StepTraits.Compensated) != 0 ? StepCount + CompensationCount++ : -1;
            traits.Add(own);
        }

        for (int index = 0; index < CompensationCount; index++)
        {
            traits.Add(random.Next(2) == 0 ? StepTraits.Asynchronous : StepTraits.None);
        }

        Traits = [.. traits];
        FailureChance = random.Next(3) == 0 ? random.Next(LongestChance / 4) : 0;
        FailureSeed = (ulong)random.NextInt64();
    }

    public int StepCount { get; }

    public int CompensationCount { get; }

    public int[] SuccessorOffsets { get; }

    public int[] Successors { get; }

    public int[] PredecessorCounts { get; }

    public List<int>[] Predecessors { get; }

    public StepTraits[] Traits { get; }

    public StepRecording[] Recordings { get; }

    public int[] CompensationOf { get; }

    /// <summary>How often each step fails before it succeeds, where it has retries.</summary>
    public int[] FailsOnce { get; }

    /// <summary>Of a thousand runs and steps how many fail for good.</summary>
    public int FailureChance { get; }

    private ulong FailureSeed { get; }

    public bool Fails(long input, int step) => FailureChance > 0 && Mix((ulong)input, step, FailureSeed) % LongestChance < (ulong)FailureChance;

    public bool Skips(long input, int step) => (Traits[step] & StepTraits.Conditional) != 0 && Mix((ulong)input, step, 17) % 3 == 0;

    /// <summary>What a step returns for its input and the values of those before it; 0 stands for one that was skipped.</summary>
    public long ValueOf(long input, int step, long[] values)
    {
        ulong value = Mix((ulong)input, step, 5);
        foreach (int predecessor in Predecessors[step])
        {
            value = Mix(value ^ (ulong)values[predecessor], predecessor, 7);
        }

        return (long)(value | 1);
    }

    /// <summary>The output of a run in which nothing fails, by the shortest way.</summary>
    public long OutputOf(long input) => ValuesOf(input)[^1];

    /// <summary>The value of each step of such a run, 0 for one that is skipped.</summary>
    public long[] ValuesOf(long input)
    {
        long[] values = new long[StepCount];
        for (int step = 0; step < StepCount; step++)
        {
            values[step] = Skips(input, step) ? 0 : ValueOf(input, step, values);
        }

        return values;
    }

    public bool AnyFails(long input) => Enumerable.Range(0, StepCount).Any(step => !Skips(input, step) && Fails(input, step));

    private static ulong Mix(ulong value, int step, ulong seed)
    {
        value += ((ulong)step + 1) * 0x9E3779B97F4A7C15 ^ seed;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
