using Engine.Host.Cli;
using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>Prints every record of a folder's journals, shard by shard.</summary>
internal static class JournalDumper
{
    /// <summary>Writes a line per record; where a shard is damaged, those before it, and on <paramref name="error"/> a line that says so.</summary>
    /// <returns>0, or 1 when something is damaged.</returns>
    public static int Run(JournalFolder folder, bool asJson, StreamWriter output, TextWriter error)
    {
        int exitCode = ExitCode.Ok;
        foreach (ShardFolder shard in folder.Shards)
        {
            try
            {
                if (asJson)
                {
                    output.Flush();
                    WriteJson(shard, output.BaseStream);
                }
                else
                {
                    shard.Read(new RecordPrinter(output, new RecordTrail(), shard.Number));
                }
            }
            catch (JournalException damage)
            {
                output.Flush();
                ErrorLine.Write(error, $"engine: {shard.Path}: {damage.Message}");
                exitCode = ExitCode.Failed;
            }
        }

        return exitCode;
    }

    private static void WriteJson(ShardFolder shard, Stream output)
    {
        using var json = new RecordJson(output, new RecordTrail(), shard.Number);
        try
        {
            shard.Read(json);
        }
        catch (JournalException)
        {
            json.Flush();
            throw;
        }

        json.Flush();
    }
}
