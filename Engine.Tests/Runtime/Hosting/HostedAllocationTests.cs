using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>What is recorded of a step costs no memory where its value has no references.</summary>
public class HostedAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void Steps_without_references_are_written_and_read_without_a_byte(long meter)
    {
        var reading = new Reading(meter, 7.5, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var sink = new Measured(reading);

        ((IHostedWorkflow<Reading, double>)new Metering()).AddTo(sink);

        Assert.Equal(0, sink.WrittenBytes);
        Assert.Equal(0, sink.ReadBytes);
        Assert.All(StoredRun<Reading, double>.Of(new Metering(), reading).Outputs, output => Assert.Equal(new Metering().Run(in reading), output));
    }

    private sealed class Measured(Reading reading) : IHostedWorkflowSink<Reading, double>
    {
        public long WrittenBytes { get; private set; } = -1;

        public long ReadBytes { get; private set; } = -1;

        public void Add<TDefinition, TState>(TDefinition definition)
            where TDefinition : struct, IWorkflowDefinition<TState, Reading, double>, IHostedDefinition<TState>
            where TState : struct
        {
            TState state = default;
            bool[] ran = new bool[definition.StepCount];
            definition.Start(in reading, ref state);
            for (int stepIndex = 0; stepIndex < ran.Length; stepIndex++)
            {
                ran[stepIndex] = (definition.Traits[stepIndex] & StepTraits.Conditional) == 0 || definition.Runs(stepIndex, ref state);
                if (ran[stepIndex])
                {
                    definition.Dispatch(stepIndex, ref state, default);
                }
            }

            var buffer = new RecordBuffer();
            WrittenBytes = Allocations.Of(() =>
            {
                buffer.Clear();
                definition.WriteInput(ref state, buffer);
                for (int stepIndex = 0; stepIndex < ran.Length; stepIndex++)
                {
                    if (ran[stepIndex])
                    {
                        definition.WriteStep(stepIndex, ref state, buffer);
                    }
                }
            });

            // Memory that a step has returned is made anew, so those steps are left out; the buffer of a mapped one comes from the pool and goes back.
            int peaks = Enumerable.Range(0, ran.Length).Single(stepIndex => definition.StepName(stepIndex) == nameof(Metering.Peaks));
            TState again = default;
            ReadBytes = Allocations.Of(() =>
            {
                var reader = new RecordReader(buffer.Written);
                definition.ReadInput(ref again, ref reader);
                for (int stepIndex = 0; stepIndex < ran.Length; stepIndex++)
                {
                    if (stepIndex == peaks)
                    {
                        reader.ReadBytes(reader.ReadCount() * sizeof(int));
                    }
                    else if (ran[stepIndex])
                    {
                        definition.ReadStep(stepIndex, ref again, ref reader);
                    }
                }

                definition.Output(ref again);
            });
        }
    }
}
