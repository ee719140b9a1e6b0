using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Engine.Host.Serve.Http;
using Engine.Runtime;

namespace Engine.Host.Serve.Activities;

/// <summary>Activities that every `engine serve` has: small, without side effects, so that a workflow can be tried at once. All give JSON.</summary>
internal static class BuiltInActivities
{
    private const double MaxDelayMs = 60_000;

    /// <summary>Adds those whose names are free.</summary>
    public static void AddTo(ActivityTable table)
    {
        Add("echo", static (call, _) => new(call.Input.IsEmpty ? "null"u8.ToArray() : call.Input));
        Add("merge", static (call, _) => new(Merge(call)));
        Add("hash", static (call, _) => new(Hash(call)));
        Add("count", static (call, _) => new(Count(call)));
        Add("delay", DelayAsync);
        Add("fail", static (call, _) => throw new InvalidOperationException($"Task '{call.TaskId}' fails, as an agent of type fail does."));

        void Add(string name, ActivityBody body)
        {
            if (!table.TryFind(name, out _))
            {
                table.Add(name, body);
            }
        }
    }

    /// <summary>An object with the result of each task that this one depends on, by id.</summary>
    private static byte[] Merge(ActivityCall call) => JsonAnswer.ToBytes(call, static (json, call) =>
    {
        json.WriteStartObject();
        for (int index = 0; index < call.DependencyCount; index++)
        {
            json.WritePropertyName(call.DependencyId(index));
            WriteValue(json, call.ResultOf(index).Span);
        }

        json.WriteEndObject();
    });

    /// <summary>SHA-256 of the input and of the results that it depends on, in the order in which they are named.</summary>
    private static byte[] Hash(ActivityCall call) => JsonAnswer.ToBytes(call, static (json, call) =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(call.Input.Span);
        for (int index = 0; index < call.DependencyCount; index++)
        {
            hash.AppendData(call.ResultOf(index).Span);
        }

        json.WriteStartObject();
        json.WriteString("sha256"u8, Convert.ToHexStringLower(hash.GetHashAndReset()));
        json.WriteEndObject();
    });

    /// <summary>How many bytes came in: the input, and results.</summary>
    private static byte[] Count(ActivityCall call) => JsonAnswer.ToBytes(call, static (json, call) =>
    {
        long bytes = 0;
        for (int index = 0; index < call.DependencyCount; index++)
        {
            bytes += call.ResultOf(index).Length;
        }

        json.WriteStartObject();
        json.WriteNumber("input_bytes"u8, call.Input.Length);
        json.WriteNumber("results"u8, call.DependencyCount);
        json.WriteNumber("result_bytes"u8, bytes);
        json.WriteEndObject();
    });

    /// <summary>Waits for `delay_ms` of the input, 10 ms where it has none.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> DelayAsync(ActivityCall call, CancellationToken cancellationToken)
    {
        double delayMs = 10;
        if (!call.Input.IsEmpty)
        {
            using JsonDocument input = JsonDocument.Parse(call.Input);
            if (input.RootElement.ValueKind == JsonValueKind.Object && input.RootElement.TryGetProperty("delay_ms"u8, out JsonElement given))
            {
                delayMs = given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out double value) && value is >= 0 and <= MaxDelayMs
                    ? value
                    : throw new ArgumentException($"delay_ms of the input must be a number from 0 to {MaxDelayMs}.");
            }
        }

        await Task.Delay(TimeSpan.FromMilliseconds(delayMs), call.TimeProvider, cancellationToken).ConfigureAwait(false);
        return JsonAnswer.ToBytes(delayMs, static (json, delayMs) =>
        {
            json.WriteStartObject();
            json.WriteNumber("delayed_ms"u8, delayMs);
            json.WriteEndObject();
        });
    }

    /// <summary>Bytes as JSON: themselves where they are JSON, else in Base64.</summary>
    internal static void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            json.WriteNullValue();
        }
        else if (IsJson(bytes))
        {
            json.WriteRawValue(bytes, skipInputValidation: true);
        }
        else
        {
            json.WriteBase64StringValue(bytes);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
