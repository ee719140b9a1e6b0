using System.Text;
using Engine.Graphs;
using Engine.Host.Cli;
using Engine.Host.Files;

namespace Engine.Tests.Host.Files;

/// <summary>Damages good files at random places: each must be read, or refused with one message, and nothing else.</summary>
public sealed class GraphFileFuzzTests : IDisposable
{
    private const int Rounds = 600;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("variant-calling.json", false, 1)]
    [InlineData("release-build.json", false, 2)]
    [InlineData("release-build.json", true, 3)]
    [InlineData("assembly-line.stg", false, 4)]
    [InlineData("assembly-line.stg", true, 5)]
    [InlineData("modules.edges", false, 6)]
    [InlineData("modules.edges", true, 7)]
    public void Damaged_file_is_read_or_refused(string sample, bool packed, int seed)
    {
        byte[] good = File.ReadAllBytes(Samples.At(sample));
        good = packed ? TempFolder.Gzip(good) : good;
        string name = packed ? sample + ".gz" : sample;
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = Damage(good, new Random((seed * 100_000) + round));
            string path = _folder.WriteBytes(name, bytes);
            try
            {
                GraphFile file = GraphFileReader.Read(path);
                Planner.TryPlan(file.BuildGraph(), new Plan());
            }
            catch (Exception exception) when (exception is UserError or GraphException)
            {
                Assert.NotEmpty(exception.Message);
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {(seed * 100_000) + round}: {exception}\n{Encoding.Latin1.GetString(bytes)}");
            }
        }

        Assert.InRange(refused, 1, Rounds);
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        byte[] bytes = [.. good];
        for (int count = random.Next(1, 4); count > 0 && bytes.Length > 1; count--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes = bytes[..at];
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    // Characters that mean something to one of the formats.
                    bytes[at] = (byte)"{}[]\",:\\#-0123456789eE. \n\r"[random.Next(26)];
                    break;
                case 4:
                    int length = random.Next(1, Math.Min(40, bytes.Length - at) + 1);
                    bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
                default:
                    int from = random.Next(bytes.Length), size = random.Next(1, Math.Min(200, bytes.Length - from) + 1);
                    bytes = [.. bytes[..at], .. bytes[from..(from + size)], .. bytes[at..]];
                    break;
            }
        }

        return bytes;
    }
}
