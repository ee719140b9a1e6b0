using System.IO.Compression;
using System.Text;

namespace Engine.Tests.Host;

/// <summary>A folder of its own for a test; gone when the test ends.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("engine-tests-").FullName;

    public string Path { get; }

    /// <summary>The path of a file in it, existing or not.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, gzipped when its name ends with ".gz", and returns its path.</summary>
    public string Write(string name, string text) => name.EndsWith(".gz", StringComparison.Ordinal)
        ? WriteBytes(name, Gzip(Encoding.UTF8.GetBytes(text)))
        : WriteBytes(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file as it is and returns its path.</summary>
    public string WriteBytes(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            // The stream writes nothing at all then; this is what gzip makes of an empty file.
            return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        }

        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
