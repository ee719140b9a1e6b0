using System.Globalization;
using System.Text.Json;
using Engine.Host.Cli;
using Engine.Host.Render;
using Engine.Internal;

namespace Engine.Host.Journal;

/// <summary>Reads all journals of a folder from front to back and says whether everything that was on the disk is as it was written.</summary>
internal static class JournalVerifier
{
    /// <summary>Writes a table of the shards, what a crash left, and on <paramref name="error"/> a line for each damage.</summary>
    /// <returns>0, or 1 when something is damaged.</returns>
    public static int Run(JournalFolder folder, TextWriter output, TextWriter error)
    {
        ShardCheck[] checks = Check(folder);
        output.WriteLine(folder.IsHost ? $"{Clean(folder.Path)}: a host's folder, {CostText.Count(checks.Length, "shard")}" : $"{Clean(folder.Path)}: a shard's folder");
        output.WriteLine();
        WriteTable(checks, output);
        output.WriteLine();
        foreach (ShardCheck check in checks)
        {
            WriteNotes(check, output);
        }

        // What belongs to the damage stands above it also where both go to one terminal.
        int damaged = checks.Count(static check => check.Damage is not null);
        output.WriteLine(damaged == 0
            ? "Everything that was on the disk is as it was written."
            : $"{CostText.Count(damaged)} of {CostText.Count(checks.Length, "shard")} {(damaged == 1 ? "is" : "are")} damaged. The counts are of what stands before the damage.");
        output.Flush();
        foreach (ShardCheck check in checks.Where(static check => check.Damage is not null))
        {
            ErrorLine.Write(error, $"engine: {check.Folder.Path}: {check.Damage!.Message}");
        }

        return damaged == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Writes the same as one JSON object.</summary>
    /// <returns>0, or 1 when something is damaged.</returns>
    public static int RunJson(JournalFolder folder, StreamWriter output)
    {
        ShardCheck[] checks = Check(folder);
        output.Flush();
        using (var json = new Utf8JsonWriter(output.BaseStream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("folder", folder.Path);
            json.WriteBoolean("whole", checks.All(static check => check.Damage is null));
            json.WriteStartArray("shards");
            foreach (ShardCheck check in checks)
            {
                WriteJson(check, json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine();
        return checks.All(static check => check.Damage is null) ? ExitCode.Ok : ExitCode.Failed;
    }

    private static ShardCheck[] Check(JournalFolder folder)
    {
        ShardCheck[] checks = [.. folder.Shards.Select(ShardCheck.Of)];
        if (checks.Any(static check => check.HasRuns))
        {
            foreach (ShardCheck check in checks.Where(static check => check.End is null && check.Damage is null))
            {
                check.Miss();
            }
        }

        return checks;
    }

    /// <summary>A shard; where it is damaged, the counts are of what stands before that.</summary>
    private static void WriteJson(ShardCheck check, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("shard", check.Folder.Name);
        if (check.Damage is not null)
        {
            json.WriteString("damage", check.Damage.Message);
        }
        else if (check.End is { } end)
        {
            json.WriteNumber("segments", end.LastSegment == 0 ? 0 : end.LastSegment - end.FirstSegment + 1);
            json.WriteNumber("frames", end.FrameCount);
            json.WriteNumber("tornBytes", end.CutBytes);
            json.WriteBoolean("closed", check.IsClosed);
        }

        json.WriteNumber("records", check.RecordCount);
        json.WriteNumber("bytes", check.RecordBytes);
        json.WriteNumber("liveRuns", check.LiveCount);
        json.WriteNumber("pausedRuns", check.PausedCount);
        json.WriteNumber("endedRuns", check.EndedCount);
        json.WriteEndObject();
    }

    private static void WriteTable(ShardCheck[] checks, TextWriter output)
    {
        var table = new TextTable(0, "Shard", "Segments", "Frames", "Records", "Bytes", "Live runs", "Ended", "");
        foreach (ShardCheck check in checks)
        {
            bool isWhole = check.Damage is null;
            long segments = check.End is { LastSegment: > 0 } end ? end.LastSegment - end.FirstSegment + 1 : 0;
            table.Add(
                Clean(check.Folder.Name),
                isWhole ? CostText.Count(segments) : "",
                isWhole ? CostText.Count(check.End?.FrameCount ?? 0) : "",
                CostText.Count(check.RecordCount),
                CostText.Count(check.RecordBytes),
                CostText.Count(check.LiveCount),
                CostText.Count(check.EndedCount),
                isWhole ? "" : "DAMAGED");
        }

        table.Write(output, TextStyle.For(output));
    }

    private static void WriteNotes(ShardCheck check, TextWriter output)
    {
        string name = Clean(check.Folder.Name);
        if (check.Damage is not null)
        {
            return;
        }

        if (check.End is not { } end)
        {
            output.WriteLine($"{name}: there is no journal yet.");
            return;
        }

        if (end.CutBytes > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: a torn tail of {end.CutBytes} bytes behind {PlaceOfEnd(check.Folder, in end)}: a crash interrupted a write. That is normal: nothing that was acknowledged is in it, and the next host writes over it."));
        }

        if (!check.IsClosed)
        {
            output.WriteLine($"{name}: its last process did not end in order. What it had under way begins again in the next.");
        }

        if (check.PausedCount > 0)
        {
            output.WriteLine($"{name}: {CostText.Count(check.PausedCount)} of the live runs {(check.PausedCount == 1 ? "is" : "are")} paused.");
        }
    }

    private static string PlaceOfEnd(ShardFolder folder, in JournalEnd end)
    {
        if (end.LastSegment == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"byte {SegmentHeader.FramesStart} of {SegmentNames.OfSegment(1)}");
        }

        int segmentBytes = JournalIdentity.Read(new FolderDisk(folder.Path))!.Value.SegmentBytes;
        return string.Create(CultureInfo.InvariantCulture, $"byte {end.Position - (end.LastSegment * segmentBytes)} of {SegmentNames.OfSegment(end.LastSegment)}");
    }

    private static string Clean(string name) => DisplayText.Clean(name);
}
