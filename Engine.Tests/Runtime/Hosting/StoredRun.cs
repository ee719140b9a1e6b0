using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>
/// Runs the steps of a hosted workflow one after the other, and from each of them on a second time: in a state that has read what the steps
/// before wrote, as a process does after a crash. What a state must remember shows in the outputs.
/// </summary>
internal sealed class StoredRun<TIn, TOut> : IHostedWorkflowSink<TIn, TOut>
{
    private readonly TIn _input;

    private StoredRun(TIn input) => _input = input;

    /// <summary>One for each number of steps that were read: with the values of pure steps, as an image of a run has them, and without.</summary>
    public List<TOut> Outputs { get; } = [];

    public List<string> InputSignatures { get; } = [];

    public Dictionary<string, string> Signatures { get; } = [];

    public static StoredRun<TIn, TOut> Of(IHostedWorkflow<TIn, TOut> workflow, TIn input)
    {
        var run = new StoredRun<TIn, TOut>(input);
        workflow.AddTo(run);
        return run;
    }

    public void Add<TDefinition, TState>(TDefinition definition)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>, IHostedDefinition<TState>
        where TState : struct
    {
        InputSignatures.Add(definition.InputSignature);
        Assert.Equal(definition.StepCount, definition.Recordings.Length);
        for (int stepIndex = 0; stepIndex < definition.StepCount; stepIndex++)
        {
            Signatures.Add(definition.StepName(stepIndex), definition.StepSignature(stepIndex));
        }

        for (int cut = 0; cut <= definition.StepCount; cut++)
        {
            Outputs.Add(Output<TDefinition, TState>(definition, cut, StepRecording.Durable));
            Outputs.Add(Output<TDefinition, TState>(definition, cut, StepRecording.Pure));
        }
    }

    private TOut Output<TDefinition, TState>(TDefinition definition, int cut, StepRecording unread)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>, IHostedDefinition<TState>
        where TState : struct
    {
        var buffer = new RecordBuffer();
        TState before = default;
        definition.Start(in _input, ref before);
        definition.WriteInput(ref before, buffer);
        List<(int StepIndex, int Length)> written = [];
        for (int stepIndex = 0; stepIndex < cut; stepIndex++)
        {
            if (Run<TDefinition, TState>(definition, stepIndex, ref before))
            {
                int start = buffer.Length;
                definition.WriteStep(stepIndex, ref before, buffer);
                written.Add((stepIndex, buffer.Length - start));
            }
        }

        TState after = default;
        var reader = new RecordReader(buffer.Written);
        definition.ReadInput(ref after, ref reader);
        foreach ((int stepIndex, int length) in written)
        {
            var own = new RecordReader(reader.ReadBytes(length));
            if (definition.Recordings[stepIndex] != unread || unread != StepRecording.Pure)
            {
                definition.ReadStep(stepIndex, ref after, ref own);
                Assert.True(own.Rest.IsEmpty, $"{definition.StepName(stepIndex)} wrote more than it read.");
            }
        }

        Assert.True(reader.Rest.IsEmpty);
        for (int stepIndex = 0; stepIndex < definition.StepCount; stepIndex++)
        {
            if (stepIndex >= cut || (unread == StepRecording.Pure && definition.Recordings[stepIndex] == StepRecording.Pure))
            {
                Run<TDefinition, TState>(definition, stepIndex, ref after);
            }
        }

        // The buffers of the first state are not given back: nothing that the second one reads may lie in them.
        return definition.Output(ref after);
    }

    /// <summary>Whether it was not skipped.</summary>
    private static bool Run<TDefinition, TState>(TDefinition definition, int stepIndex, ref TState state)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
    {
        if ((definition.Traits[stepIndex] & StepTraits.Conditional) != 0 && !definition.Runs(stepIndex, ref state))
        {
            return false;
        }

        var context = new StepContext(stepIndex, definition.StepName(stepIndex));
        if (!definition.Dispatch(stepIndex, ref state, in context))
        {
            using var ended = new ManualResetEventSlim();
            definition.OnCompleted(stepIndex, ref state, ended.Set);
            Assert.True(ended.Wait(Patience.Limit));
            definition.Complete(stepIndex, ref state);
        }

        return true;
    }
}
