using Engine;

namespace Telemetry;

/// <summary>What is known of each device: a handler for each type of event, the state of a device where one asks for it.</summary>
[EventRouter(MaxKeys = 10_000)]
public sealed partial class Aggregator
{
    /// <summary>All readings of the power, by phase.</summary>
    public double[] WattsByPhase { get; } = new double[3];

    /// <summary>Readings above the limit, of whatever device.</summary>
    public int Alarms { get; private set; }

    /// <summary>One at a time, with the state of its device.</summary>
    [OnEvent]
    public static void On(in TemperatureRead read, ref DeviceState device)
    {
        device.Readings++;
        device.CelsiusSum += read.Celsius;
        device.MaxCelsius = device.Readings == 1 ? read.Celsius : Math.Max(device.MaxCelsius, read.Celsius);
    }

    /// <summary>All of a batch at once; readings of nothing never get here.</summary>
    [OnEvent(Where = "Watts > 0")]
    public void On(ReadOnlySpan<PowerRead> reads)
    {
        foreach (ref readonly PowerRead read in reads)
        {
            WattsByPhase[read.Phase] += read.Watts;
            Alarms += read.Watts > 3_000 ? 1 : 0;
        }
    }

    /// <summary>Switched on and off again in one batch: the two types are ordered among each other.</summary>
    [OnEvent(Ordered = true)]
    public static void On(in Started started, long time, ref Uptime uptime) => uptime = uptime with { Since = time, Starts = uptime.Starts + 1 };

    [OnEvent(Ordered = true)]
    public static void On(in Stopped stopped, long time, ref Uptime uptime)
        => uptime = uptime with { Since = 0, Ticks = uptime.Ticks + (uptime.Since == 0 ? 0 : time - uptime.Since) };

    public struct DeviceState
    {
        public int Readings;
        public double CelsiusSum;
        public double MaxCelsius;
    }

    public record struct Uptime(long Since, long Ticks, int Starts);
}
