namespace Engine.Runtime;

/// <summary>Does a task. It may be called again for the same task, after a failure or a crash; <see cref="ActivityCall.IdempotencyKey"/> tells.</summary>
/// <param name="call">What is to be done, with the input of the run and the results of the tasks before.</param>
/// <param name="cancellationToken">Cancelled when the run ends or its time is over.</param>
/// <returns>The task's result, empty for none; by convention JSON in UTF-8. The run keeps the memory until it ends, and after that a copy of what has 256 bytes or less: it must not change afterwards.</returns>
public delegate ValueTask<ReadOnlyMemory<byte>> ActivityBody(ActivityCall call, CancellationToken cancellationToken);
