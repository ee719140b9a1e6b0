namespace Engine.Host.Serve.Telemetry;

/// <summary>What metrics and spans have in common in OTLP: a resource, a scope, attributes.</summary>
internal static class OtlpFields
{
    /// <summary>A message `KeyValue`.</summary>
    public static void WriteAttribute(ProtoWriter proto, int field, string key, object? value)
    {
        int attribute = proto.Begin(field);
        proto.WriteText(1, key);
        int any = proto.Begin(2);
        switch (value)
        {
            case bool flag:
                proto.WriteVarint(2, flag ? 1u : 0);
                break;
            case int or long or short or byte:
                proto.WriteVarint(3, unchecked((ulong)Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)));
                break;
            case double number:
                proto.WriteDouble(4, number);
                break;
            default:
                proto.WriteText(1, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }

        proto.End(any);
        proto.End(attribute);
    }

    public static void WriteResource(ProtoWriter proto, IReadOnlyList<KeyValuePair<string, string>> attributes)
    {
        int resource = proto.Begin(1);
        foreach ((string key, string value) in attributes)
        {
            WriteAttribute(proto, 1, key, value);
        }

        proto.End(resource);
    }

    public static void WriteScope(ProtoWriter proto, string name)
    {
        int scope = proto.Begin(1);
        proto.WriteText(1, name);
        proto.End(scope);
    }

    public static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
