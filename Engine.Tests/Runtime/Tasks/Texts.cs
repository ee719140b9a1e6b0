using System.Text;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>Activities of every shape.</summary>
internal sealed partial class Texts(string greeting)
{
    public int Count { get; private set; }

    [Activity("greet")] public ReadOnlyMemory<byte> Greet(ActivityCall call) => Encoding.UTF8.GetBytes($"{greeting}, {Text(call.Input)}");

    [Activity("upper")] public static byte[] Upper(in ActivityCall call) => Encoding.UTF8.GetBytes(Text(call.ResultOf("greet")).ToUpperInvariant());

    [Activity("count")] public void Add() => Count++;

    [Activity("rest")]
    public static async ValueTask Rest(CancellationToken token)
    {
        await Task.Yield();
        token.ThrowIfCancellationRequested();
    }

    [Activity("at once")] public static ValueTask AtOnce() => ValueTask.CompletedTask;

    [Activity("join")]
    private static async ValueTask<ReadOnlyMemory<byte>> JoinAsync(ActivityCall call, CancellationToken token)
    {
        await Task.Delay(0, token);
        return Encoding.UTF8.GetBytes(string.Join('|', Enumerable.Range(0, call.DependencyCount).Select(index => Text(call.ResultOf(index)))));
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
