using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A step of a <see cref="LineWorkflow"/>: from the value before it to its own.</summary>
internal sealed class LineStep(string name, Func<long, StepContext, ValueTask<long>> body)
{
    public static LineStep Synchronous(string name, Func<long, long> body) => new(name, (value, _) => ValueTask.FromResult(body(value)));

    public static LineStep Asynchronous(string name, Func<long, ValueTask<long>> body) => new(name, (value, _) => body(value)) { IsAsynchronous = true };

    public string Name => name;

    public Func<long, StepContext, ValueTask<long>> Body => body;

    public bool IsAsynchronous { get; init; }

    public StepRecording Recording { get; init; }

    public StepPolicy Policy { get; init; }

    /// <summary>What undoes it, with its value.</summary>
    public Action<long>? Undo { get; init; }
}
