namespace Engine.Tests.Runtime.Simulation;

/// <summary>The values of one run of a <see cref="SimulatedPlan"/>.</summary>
internal struct SimulatedState
{
    public long Input;
    public long[] Values;
}
