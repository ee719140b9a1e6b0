using System.Text;
using Engine;
using Engine.Runtime;

namespace RunTimeTasksSample;

/// <summary>What the tasks of a graph can do. The generator adds them to a table by their names; nothing looks for them at run time.</summary>
public sealed partial class TextActivities
{
    private int _calls;

    public int Calls => _calls;

    [Activity("split")]
    public ReadOnlyMemory<byte> Split(ActivityCall call)
    {
        // The task's id says which part of the input is its own: word-3 takes the fourth word.
        Interlocked.Increment(ref _calls);
        int number = int.Parse(call.TaskId.AsSpan(call.TaskId.IndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(call.Input.Span).Split(' ')[number]);
    }

    [Activity("upper")]
    public async ValueTask<ReadOnlyMemory<byte>> UpperAsync(ActivityCall call, CancellationToken token)
    {
        Interlocked.Increment(ref _calls);
        await Task.Delay(1, token);
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(call.ResultOf(0).Span).ToUpperInvariant());
    }

    [Activity("join")]
    public byte[] Join(ActivityCall call)
    {
        Interlocked.Increment(ref _calls);
        var words = new string[call.DependencyCount];
        for (int index = 0; index < words.Length; index++)
        {
            words[index] = Encoding.UTF8.GetString(call.ResultOf(index).Span);
        }

        return Encoding.UTF8.GetBytes(string.Join(' ', words));
    }

    [Activity("pause")] public static ValueTask PauseAsync(CancellationToken token) => new(Task.Delay(1, token));
}
