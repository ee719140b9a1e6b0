using System.Text.Json;
using Engine.Host.Serve.Http;
using Engine.Runtime;

namespace Engine.Host.Serve.Routes;

/// <summary>Reads what a run is to get: `{workflow_id, input_data, execution_options: {timeout, retry_policy}}`; all of it may be left out.</summary>
internal static class ExecuteRequest
{
    private const double MaxTimeoutSeconds = TaskOptions.MaxTimeoutMs / 1000.0;
    private const int MaxRetries = 1_000;
    private const int DefaultRetries = 3;
    private const int DefaultDelayMs = 100;
    private const int MaxDelayMs = 24 * 60 * 60 * 1_000;

    /// <exception cref="ServeException">Something is wrong with it.</exception>
    public static TaskInput Parse(ReadOnlyMemory<byte> body, string workflowId)
    {
        if (body.IsEmpty)
        {
            return new TaskInput(default);
        }

        using JsonDocument document = JsonFields.Parse(body);
        JsonElement root = document.RootElement;
        JsonFields.RefuseUnknown(root, "", "workflow_id", "input_data", "execution_options");
        if (JsonFields.Text(root, "", "workflow_id", ServeLimits.IdLength) is { } named && named != workflowId)
        {
            throw ServeException.BadField("workflow_id", $"it is '{named}', and the address names '{workflowId}'. Send the same, or leave it out.");
        }

        ReadOnlyMemory<byte> data = JsonFields.TryGet(root, "input_data", out JsonElement input) ? JsonMarshalBytes(input) : default;
        return new TaskInput(data, JsonFields.TryObject(root, "", "execution_options", out JsonElement options) ? ReadOptions(options) : default);
    }

    private static byte[] JsonMarshalBytes(JsonElement element) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element).ToArray();

    private static TaskOptions ReadOptions(JsonElement options)
    {
        const string Path = "execution_options";
        JsonFields.RefuseUnknown(options, Path, "timeout", "retry_policy");
        double timeout = JsonFields.Number(options, Path, "timeout", 0, MaxTimeoutSeconds) ?? 0;
        TaskOptions read = JsonFields.TryGet(options, "retry_policy", out JsonElement policy) ? ReadPolicy(policy) : default;
        return read with { TimeoutMs = (long)Math.Ceiling(timeout * 1_000) };
    }

    private static TaskOptions ReadPolicy(JsonElement policy)
    {
        const string Path = "execution_options.retry_policy";
        if (policy.ValueKind == JsonValueKind.String)
        {
            string word = policy.GetString()!;
            return word is "none" ? default : new TaskOptions { Retries = DefaultRetries, DelayMs = DefaultDelayMs, Backoff = ReadBackoff(word, Path) };
        }

        if (policy.ValueKind != JsonValueKind.Object)
        {
            throw ServeException.BadField(Path, "it must be an object such as {\"max_retries\": 3, \"delay_ms\": 100, \"backoff\": \"exponential\"}, or a word: none, fixed, linear, exponential.");
        }

        JsonFields.RefuseUnknown(policy, Path, "max_retries", "max_attempts", "delay_ms", "max_delay_ms", "backoff", "jitter");
        int? retries = JsonFields.Whole(policy, Path, "max_retries", 0, MaxRetries);
        int? attempts = JsonFields.Whole(policy, Path, "max_attempts", 1, MaxRetries + 1);
        if (retries is not null && attempts is not null && retries != attempts - 1)
        {
            throw ServeException.BadField(Path, "max_retries and max_attempts disagree: attempts are retries and one. Give one of them.");
        }

        return new TaskOptions
        {
            Retries = retries ?? attempts - 1 ?? DefaultRetries,
            DelayMs = JsonFields.Whole(policy, Path, "delay_ms", 0, MaxDelayMs) ?? DefaultDelayMs,
            MaxDelayMs = JsonFields.Whole(policy, Path, "max_delay_ms", 0, MaxDelayMs) ?? 0,
            Backoff = JsonFields.Text(policy, Path, "backoff", 32) is { } backoff ? ReadBackoff(backoff, $"{Path}.backoff") : Backoff.Constant,
            Jitter = JsonFields.Bool(policy, Path, "jitter") ?? false,
        };
    }

    private static Backoff ReadBackoff(string word, string path) => word switch
    {
        "fixed" or "constant" => Backoff.Constant,
        "linear" => Backoff.Linear,
        "exponential" or "exponential_backoff" => Backoff.Exponential,
        _ => throw ServeException.BadField(path, $"it is '{ServeCall.Shown(word)}'; choose fixed, linear or exponential."),
    };
}
