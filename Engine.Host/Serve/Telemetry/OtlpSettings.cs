using System.Globalization;
using Engine.Host.Cli;

namespace Engine.Host.Serve.Telemetry;

/// <summary>What the standard variables of the environment say about export by OTLP.</summary>
internal sealed record OtlpSettings
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>Where metrics go; null: nowhere.</summary>
    public OtlpTarget? Metrics { get; private init; }

    /// <summary>Where spans go; null: nowhere.</summary>
    public OtlpTarget? Traces { get; private init; }

    /// <summary>Who sends.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Resource { get; init; }

    public TimeSpan MetricInterval { get; private init; }

    public TimeSpan SpanDelay { get; private init; }

    public int SpanQueue { get; private init; }

    public int SpanBatch { get; private init; }

    /// <summary>The share of traces that is told of.</summary>
    public double SampledShare { get; private init; }

    /// <summary>Whether a trace that a client began is told of if the client says so.</summary>
    public bool FollowsParent { get; private init; }

    /// <summary>Reads them; null where nothing is to be exported.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <exception cref="UserError">One of them is wrong.</exception>
    public static OtlpSettings? Read(Func<string, string?> variable)
    {
        if (string.Equals(Text(variable, "OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        OtlpTarget? metrics = Target(variable, "METRICS", "v1/metrics"), traces = Target(variable, "TRACES", "v1/traces");
        if (metrics is null && traces is null)
        {
            return null;
        }

        (double share, bool followsParent) = Sampler(variable);
        int queue = Whole(variable, "OTEL_BSP_MAX_QUEUE_SIZE", 2_048, 1, 1_000_000);
        return new OtlpSettings
        {
            Metrics = metrics,
            Traces = traces,
            Resource = ReadResource(variable),
            MetricInterval = TimeSpan.FromMilliseconds(Whole(variable, "OTEL_METRIC_EXPORT_INTERVAL", 60_000, 1, int.MaxValue)),
            SpanDelay = TimeSpan.FromMilliseconds(Whole(variable, "OTEL_BSP_SCHEDULE_DELAY", 5_000, 1, int.MaxValue)),
            SpanQueue = queue,
            SpanBatch = Math.Min(queue, Whole(variable, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512, 1, 1_000_000)),
            SampledShare = share,
            FollowsParent = followsParent,
        };
    }

    /// <summary>Where a signal goes; null where it has no endpoint or is turned off.</summary>
    private static OtlpTarget? Target(Func<string, string?> variable, string signal, string path)
    {
        string exporterName = $"OTEL_{signal}_EXPORTER", ownName = $"{Prefix}{signal}_ENDPOINT";
        string exporter = Text(variable, exporterName) ?? "otlp";
        if (exporter is not ("otlp" or "none"))
        {
            throw new UserError($"{exporterName} is '{exporter}', and there is only otlp here, or none.");
        }

        bool isOwn = Text(variable, ownName) is not null;
        string name = isOwn ? ownName : $"{Prefix}ENDPOINT";
        if (exporter == "none" || Text(variable, name) is not { } endpoint)
        {
            return null;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            throw new UserError($"{name} is '{endpoint}'; give the address of a collector in the clear, such as http://127.0.0.1:4318. To one that speaks TLS a collector on this machine passes on what it gets.");
        }

        if (Of("PROTOCOL", out string protocolName) is { } protocol and not "http/protobuf")
        {
            throw new UserError($"{protocolName} is '{protocol}', and there is only http/protobuf here. Collectors take it on port 4318.");
        }

        if (Of("COMPRESSION", out string compressionName) is { } compression and not "none")
        {
            throw new UserError($"{compressionName} is '{compression}', and there is no compression here: choose none.");
        }

        Of("TIMEOUT", out string timeoutName);
        return new OtlpTarget(
            isOwn ? uri : new Uri($"{uri.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}"),
            Pairs(variable, Of("HEADERS", out string headersName) is null ? "" : headersName),
            TimeSpan.FromMilliseconds(Whole(variable, timeoutName, 10_000, 1, int.MaxValue)));

        // What is said of the signal counts before what is said of both.
        string? Of(string what, out string name)
        {
            name = $"{Prefix}{signal}_{what}";
            if (Text(variable, name) is { } text)
            {
                return text;
            }

            name = $"{Prefix}{what}";
            return Text(variable, name);
        }
    }

    private static (double Share, bool FollowsParent) Sampler(Func<string, string?> variable)
    {
        const string Name = "OTEL_TRACES_SAMPLER", Argument = "OTEL_TRACES_SAMPLER_ARG";
        string sampler = Text(variable, Name) ?? "parentbased_always_on";
        bool followsParent = sampler.StartsWith("parentbased_", StringComparison.Ordinal);
        double share = (followsParent ? sampler["parentbased_".Length..] : sampler) switch
        {
            "always_on" => 1,
            "always_off" => 0,
            "traceidratio" when Text(variable, Argument) is not { } text => 1,
            "traceidratio" when double.TryParse(Text(variable, Argument), NumberStyles.Float, CultureInfo.InvariantCulture, out double given) && given is >= 0 and <= 1 => given,
            "traceidratio" => throw new UserError($"{Argument} is '{Text(variable, Argument)}'; give a share of the traces, from 0 to 1."),
            _ => throw new UserError($"{Name} is '{sampler}'; choose always_on, always_off, traceidratio, or one of them behind parentbased_."),
        };
        return (share, followsParent);
    }

    private static List<KeyValuePair<string, string>> ReadResource(Func<string, string?> variable)
    {
        List<KeyValuePair<string, string>> attributes = [.. Pairs(variable, "OTEL_RESOURCE_ATTRIBUTES")];
        if (Text(variable, "OTEL_SERVICE_NAME") is { } service)
        {
            attributes.RemoveAll(static pair => pair.Key == "service.name");
            attributes.Add(new("service.name", service));
        }
        else if (!attributes.Exists(static pair => pair.Key == "service.name"))
        {
            attributes.Add(new("service.name", "engine"));
        }

        return attributes;
    }

    /// <summary>`key=value,key=value`, percent-encoded.</summary>
    private static List<KeyValuePair<string, string>> Pairs(Func<string, string?> variable, string name)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (string part in (Text(variable, name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int split = part.IndexOf('=');
            string key = split <= 0 ? "" : Uri.UnescapeDataString(part[..split].Trim()), value = Uri.UnescapeDataString(part[(split + 1)..].Trim());
            if (key.Length == 0 || (key + value).Any(char.IsControl))
            {
                throw new UserError($"{name} has '{part}'; give pairs such as key=value, with a comma between them.");
            }

            pairs.Add(new(key, value));
        }

        return pairs;
    }

    private static int Whole(Func<string, string?> variable, string name, int otherwise, int least, int most) => Text(variable, name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value
        : throw new UserError($"{name} is '{text}'; give a whole number from {least} to {most}.");

    private static string? Text(Func<string, string?> variable, string name) => name.Length > 0 && variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
