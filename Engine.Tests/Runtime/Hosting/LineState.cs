namespace Engine.Tests.Runtime.Hosting;

/// <summary>The values of one run of a <see cref="LineWorkflow"/>.</summary>
internal struct LineState
{
    public long Input;
    public long[] Values;
    public ValueTask<long> Pending;
}
