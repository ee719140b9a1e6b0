namespace Engine.Generators.Model;

/// <summary>What is recorded of a step of a hosted workflow; the numbers are those of Engine.Runtime's <c>StepRecording</c>.</summary>
internal enum Recording
{
    Recorded = 0,
    Pure = 1,
    Durable = 2,
}
