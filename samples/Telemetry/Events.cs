using Engine;

namespace Telemetry;

/// <summary>A device measured a temperature.</summary>
[Event]
public readonly partial record struct TemperatureRead(double Celsius);

/// <summary>A device measured what it takes from the grid.</summary>
[Event]
public readonly partial record struct PowerRead(double Watts, int Phase);

/// <summary>A device was switched on.</summary>
[Event]
public readonly partial record struct Started(int Firmware);

/// <summary>A device was switched off.</summary>
[Event]
public readonly partial record struct Stopped(int Reason);
