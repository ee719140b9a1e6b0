using System.Globalization;
using System.Text;

namespace Engine.Host.Load;

/// <summary>What a server says of its process in /metrics.</summary>
/// <param name="CpuSeconds">Processor time since it started.</param>
/// <param name="ResidentBytes">Its memory.</param>
/// <param name="RememberedRuns">Executions that have ended and are remembered.</param>
internal readonly record struct ServerFigures(double CpuSeconds, double ResidentBytes, double RememberedRuns)
{
    /// <summary>Reads the text form of Prometheus.</summary>
    /// <returns>Null where one of the three is missing.</returns>
    public static ServerFigures? Read(ReadOnlySpan<byte> metrics)
    {
        string text = Encoding.UTF8.GetString(metrics);
        return ValueOf("process_cpu_seconds_total") is { } cpu && ValueOf("process_resident_memory_bytes") is { } resident && ValueOf("engine_runs_remembered") is { } remembered
            ? new ServerFigures(cpu, resident, remembered)
            : null;

        double? ValueOf(string name)
        {
            foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
            {
                if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ' '
                    && double.TryParse(line[(name.Length + 1)..], CultureInfo.InvariantCulture, out double value))
                {
                    return value;
                }
            }

            return null;
        }
    }
}
