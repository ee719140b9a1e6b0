namespace Engine.Host.Load;

/// <summary>How large a workflow is.</summary>
/// <param name="Tasks">How many tasks it has.</param>
/// <param name="Chain">How many of them stand in the longest chain, in which each waits for the one before.</param>
internal readonly record struct WorkflowSize(int Tasks, int Chain);
