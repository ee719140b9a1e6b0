namespace Engine.Internal;

/// <summary>A question or order to a shard, for those that are not asked often: a function that runs on its thread.</summary>
internal sealed class ShardCall<TArgument, TResult>(TArgument argument, ShardCall<TArgument, TResult>.Function function) : ShardRequest
{
    private readonly TaskCompletionSource<TResult> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    /// <summary>What is done on the shard's thread. Returns the position that must be on the disk before it is told, or <see cref="ShardRequest.Unfinished"/>.</summary>
    public delegate long Function(Shard shard, TArgument argument, ref TResult? result);

    public static Task<TResult> Post(Shard shard, TArgument argument, Function function, CancellationToken cancellationToken)
    {
        var call = new ShardCall<TArgument, TResult>(argument, function);
        if (!shard.TryPost(call))
        {
            return Task.FromException<TResult>(Refusals.TooManyRequests(shard.Number, shard.Options.MaxRequests));
        }

        return cancellationToken.CanBeCanceled ? call._source.Task.WaitAsync(cancellationToken) : call._source.Task;
    }

    public override long Execute(Shard shard) => function(shard, argument, ref _result);

    public override void Answer() => _source.TrySetResult(_result!);

    public override void Refuse(Exception exception) => _source.TrySetException(exception);
}
