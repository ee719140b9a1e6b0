namespace Engine.Tests.Runtime.Simulation;

/// <summary>The machine stops here. Nobody who works on it sees anything after it.</summary>
internal sealed class SimulatedCrash() : Exception("The simulated machine has crashed.");
