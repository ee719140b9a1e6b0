using System.Text.Json;

namespace Engine.Host.Render;

/// <summary>Keeps long answers out of memory.</summary>
internal static class JsonStreaming
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>The writer keeps everything until it is told to pass it on: called once for each entry of a long list.</summary>
    public static void FlushWhenFull(this Utf8JsonWriter json)
    {
        if (json.BytesPending >= FlushBytes)
        {
            json.Flush();
        }
    }
}
