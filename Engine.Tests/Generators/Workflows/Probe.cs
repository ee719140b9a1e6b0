namespace Engine.Tests.Generators.Workflows;

/// <summary>No step suspends, but some want a context, a retry or an undo: <c>Run</c> hands over to the executor.</summary>
[Workflow<int, int>]
public sealed partial class Probe
{
    public List<string> Calls { get; } = [];

    [Step, Retry(2)]
    public int Measure(int input, StepContext context, ref Noise noise)
    {
        noise.Level += 5;
        Calls.Add($"{context.StepName} {context.Attempt} {noise.Level}");
        return context.Attempt < input ? throw new IOException($"attempt {context.Attempt}") : input;
    }

    [Compensate(nameof(Measure))]
    public void Reset(int measure) => Calls.Add($"reset {measure}");

    [Step, Output]
    public static int Check(int measure, in Noise noise, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return measure > 2 ? throw new InvalidDataException("too noisy") : measure + noise.Level;
    }

    [State]
    public struct Noise
    {
        public int Level;
    }
}
