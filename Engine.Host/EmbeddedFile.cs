using System.Reflection;

namespace Engine.Host;

/// <summary>Files that are part of the program.</summary>
internal static class EmbeddedFile
{
    public static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidDataException($"The program was built without {name}.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
