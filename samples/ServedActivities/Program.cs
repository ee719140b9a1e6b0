using System.Text;
using System.Text.Json;
using Engine;
using Engine.Host;
using Engine.Runtime;

// `engine serve` with activities of one's own: the same command line, addresses and page. An agent whose type is `write-letter` is done by the method below.
return EngineServer.Run(args, static activities => activities.Add(new Letters("Dear")));

public sealed partial class Letters(string greeting)
{
    [Activity("write-letter")]
    public byte[] Write(ActivityCall call)
    {
        using JsonDocument input = JsonDocument.Parse(call.Input);
        return ToJson($"{greeting} {input.RootElement.GetProperty("name").GetString()}, this is {call.TaskId}.");
    }

    [Activity("copy-letters")]
    public static async ValueTask<ReadOnlyMemory<byte>> CopyAsync(ActivityCall call, CancellationToken token)
    {
        var text = new StringBuilder();
        for (int index = 0; index < call.DependencyCount; index++)
        {
            await Task.Delay(1, token);
            using JsonDocument letter = JsonDocument.Parse(call.ResultOf(index));
            text.Append(index == 0 ? "" : " ").Append(letter.RootElement.GetString());
        }

        return ToJson(text.ToString());
    }

    private static byte[] ToJson(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");
}
