using Engine.Host.Serve.Http;
using Engine.Runtime;

namespace Engine.Host.Serve.Activities;

/// <summary>
/// Stands in for an agent that this process does not have: some thousand steps of arithmetic that depend on the task's name, and a result that says so.
/// </summary>
internal static class SimulatedActivity
{
    /// <summary>About 2 µs.</summary>
    private const int Rounds = 1_000;

    public static ValueTask<ReadOnlyMemory<byte>> RunAsync(ActivityCall call, CancellationToken cancellationToken)
    {
        ulong state = 0xCBF29CE484222325;
        foreach (char letter in call.TaskId)
        {
            state = (state ^ letter) * 0x100000001B3;
        }

        for (int round = 0; round < Rounds; round++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }

        return new(JsonAnswer.ToBytes((call, state), static (json, done) =>
        {
            json.WriteStartObject();
            json.WriteString("task"u8, done.call.TaskId);
            json.WriteBoolean("simulated"u8, true);
            json.WriteNumber("work"u8, done.state);
            json.WriteEndObject();
        }));
    }
}
