namespace Engine.Runtime;

/// <summary>The part of a definition that a host needs: how the values of a run are written to a journal and read back.</summary>
/// <typeparam name="TState">The values of one run.</typeparam>
public interface IHostedDefinition<TState>
    where TState : struct
{
    /// <summary>For each step what is recorded of it.</summary>
    ReadOnlySpan<StepRecording> Recordings { get; }

    /// <summary>The step whose value is the run's output.</summary>
    int OutputStep { get; }

    /// <summary>The types of what <see cref="WriteStep"/> writes: a step whose name and signature are the same in another version is the same step.</summary>
    string StepSignature(int stepIndex);

    /// <summary>The type of the input.</summary>
    string InputSignature { get; }

    /// <summary>The policy of a step or compensation that has <see cref="StepTraits.Policy"/>, in one run: a compiled workflow's is the same in each.</summary>
    StepPolicy PolicyOf(int index, ref TState state);

    /// <summary>The time that a run has, in milliseconds from its start or its last retry; 0 for no limit.</summary>
    long TimeLimitMs(ref TState state);

    /// <summary>Writes the run's input.</summary>
    void WriteInput(ref TState state, RecordBuffer buffer);

    /// <summary>Reads what <see cref="WriteInput"/> wrote.</summary>
    void ReadInput(ref TState state, ref RecordReader reader);

    /// <summary>Writes what a completed step left: its value, and the state structs that it changes.</summary>
    void WriteStep(int stepIndex, ref TState state, RecordBuffer buffer);

    /// <summary>Reads what <see cref="WriteStep"/> wrote.</summary>
    void ReadStep(int stepIndex, ref TState state, ref RecordReader reader);
}
