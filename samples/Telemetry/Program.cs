using System.Diagnostics;
using System.Globalization;
using Engine.Events;
using Telemetry;

// A thousand devices tell what they measure; events come mixed, in batches of a thousand. At the end each device's state is
// compared with what was sent: the program ends with 1 if anything is missing.
const int Devices = 1_000, Batches = 2_000, PerBatch = 1_000;
var aggregator = new Aggregator();
var random = new Random(1);
double[] celsius = new double[Devices];
int[] readings = new int[Devices];
bool[] isOn = new bool[Devices];
double watts = 0;
long sequence = 0, time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks, ticks = 0;
DispatchResult sum = default;

using var batch = new EventBatch(PerBatch);
for (int i = 0; i < Batches; i++)
{
    batch.Clear();
    for (int k = 0; k < PerBatch; k++)
    {
        int device = random.Next(Devices);
        double value = random.Next(-20, 90);
        time += TimeSpan.TicksPerMillisecond;
        switch (random.Next(10))
        {
            case < 6:
                batch.Append(new TemperatureRead(value), device, sequence++, time);
                celsius[device] += value;
                readings[device]++;
                break;
            case < 9:
                batch.Append(new PowerRead(value * 50, k % 3), device, sequence++, time);
                watts += Math.Max(0, value * 50);
                break;
            default:
                if (isOn[device])
                {
                    batch.Append(new Stopped(Reason: 0), device, sequence++, time);
                }
                else
                {
                    batch.Append(new Started(Firmware: 7), device, sequence++, time);
                }

                isOn[device] = !isOn[device];
                break;
        }
    }

    long start = Stopwatch.GetTimestamp();
    DispatchResult result = aggregator.Dispatch(batch);
    ticks += Stopwatch.GetTimestamp() - start;
    sum = new DispatchResult(sum.Handled + result.Handled, sum.Filtered + result.Filtered, sum.Unknown + result.Unknown);
}

int wrong = 0;
double warmest = double.MinValue;
for (int device = 0; device < Devices; device++)
{
    aggregator.DeviceStateByKey.TryGet(device, out Aggregator.DeviceState state);
    aggregator.UptimeByKey.TryGet(device, out Aggregator.Uptime uptime);
    wrong += state.Readings == readings[device] && state.CelsiusSum == celsius[device] && uptime.Since != 0 == isOn[device] ? 0 : 1;
    warmest = Math.Max(warmest, state.MaxCelsius);
}

double rate = sum.Handled / (ticks / (double)Stopwatch.Frequency) / 1e6;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum.Handled} events handled, {sum.Filtered} filtered, {sum.Unknown} unknown: {rate:0} million a second from batch to handlers"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{aggregator.DeviceStateByKey.Count} devices, the warmest at {warmest} degrees, {aggregator.Alarms} alarms, {aggregator.WattsByPhase.Sum():0} watts read"));
Console.WriteLine(wrong == 0 && aggregator.WattsByPhase.Sum() == watts ? "every device's state is what was sent" : $"{wrong} devices have another state than was sent");
return wrong == 0 && aggregator.WattsByPhase.Sum() == watts && sum.Handled + sum.Filtered == sequence ? 0 : 1;
