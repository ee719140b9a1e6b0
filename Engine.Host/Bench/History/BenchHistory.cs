using System.Text;
using System.Text.Json;
using Engine.Host.Cli;

namespace Engine.Host.Bench.History;

/// <summary>Reports that are kept, a line of JSON each; a file with one report printed by <c>engine bench --json</c> reads as a history of one.</summary>
internal static class BenchHistory
{
    /// <summary>A history longer than this was not written by <c>engine bench</c>.</summary>
    private const long MaxBytes = 1L << 30;

    /// <summary>Adds a report at the end.</summary>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public static void Append(string path, BenchReport report)
    {
        try
        {
            var line = new StringWriter();
            BenchJson.Write(line, report, isOneLine: true);
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(Encoding.UTF8.GetBytes(line.ToString()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"--history {path}: cannot be written: {WriteFailure.Reason(exception)}. Name a file in a directory that you can write to.");
        }
    }

    /// <summary>All reports of a file, as they were added.</summary>
    /// <exception cref="UserError">The file cannot be read, or holds something else.</exception>
    public static IReadOnlyList<BenchRecord> Read(string path)
    {
        byte[] bytes = ReadAll(path);
        var records = new List<BenchRecord>();
        ReadOnlySpan<byte> rest = bytes;
        while (!(rest = rest.TrimStart(" \t\r\n"u8)).IsEmpty)
        {
            int offset = bytes.Length - rest.Length;
            try
            {
                var reader = new Utf8JsonReader(rest);
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                records.Add(ReadRecord(document.RootElement));
                rest = rest[(int)reader.BytesConsumed..];
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                int line = 1 + bytes.AsSpan(0, offset).Count((byte)'\n');
                throw new UserError($"{path}: line {line} is not a report of 'engine bench': {exception.Message} Remove the line, or name a file that 'engine bench --json' or '--history' has written.");
            }
        }

        return records.Count > 0 ? records : throw new UserError($"{path}: there is no report in it. Write one with 'engine bench --history {path}'.");
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? File.ReadAllBytes(path)
                : throw new UserError($"{path}: is larger than 1 GiB, and a report takes some kilobytes. Keep the newest lines of it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{path}: cannot be read: {(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message)}. Name a file that 'engine bench --json' or '--history' has written.");
        }
    }

    private static BenchRecord ReadRecord(JsonElement element) => new()
    {
        When = element.GetProperty("when").GetDateTimeOffset(),
        Commit = Text(element, "commit"),
        Machine = Text(element, "machine"),
        Runtime = Text(element, "runtime"),
        Effort = Text(element, "effort"),
        Rows = [.. element.GetProperty("results").EnumerateArray().Select(static row => new BenchRow(Text(row, "suite"), Text(row, "name"))
        {
            MedianNs = row.GetProperty("median_ns").GetDouble(),
            BytesPerOperation = row.GetProperty("bytes_per_op").GetDouble(),
            InstructionsPerOperation = Optional(row, "instructions_per_op"),
            Ratio = Optional(row, "ratio"),
            RoundNs = Rounds(row, "rounds_ns"),
            RoundRatios = Rounds(row, "rounds_ratio"),
        })],
    };

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    private static double? Optional(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.GetDouble() : null;

    private static double[] Rounds(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(static round => round.GetDouble())];
}
