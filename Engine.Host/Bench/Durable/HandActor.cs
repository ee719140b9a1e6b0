using System.Threading.Channels;

namespace Engine.Host.Bench.Durable;

/// <summary>
/// What one writes by hand where one owner is to make all runs and nothing is kept: a channel of requests, a loop that calls <c>Run</c>, a
/// <see cref="TaskCompletionSource{TResult}"/> for each answer.
/// </summary>
internal sealed class HandActor : IDisposable
{
    private readonly Channel<(long Input, TaskCompletionSource<long> Answer)> _requests =
        Channel.CreateUnbounded<(long Input, TaskCompletionSource<long> Answer)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly TenRecorded _workflow = new();
    private readonly Task _loop;

    public HandActor() => _loop = Task.Run(AnswerAsync);

    public ValueTask<long> RunAsync(long input)
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Writer.TryWrite((input, answer));
        return new ValueTask<long>(answer.Task);
    }

    public void Dispose()
    {
        _requests.Writer.Complete();
        _loop.Wait();
    }

    private async Task AnswerAsync()
    {
        while (await _requests.Reader.WaitToReadAsync())
        {
            while (_requests.Reader.TryRead(out (long Input, TaskCompletionSource<long> Answer) request))
            {
                request.Answer.SetResult(_workflow.Run(request.Input));
            }
        }
    }
}
