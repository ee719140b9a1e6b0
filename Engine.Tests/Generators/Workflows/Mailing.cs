namespace Engine.Tests.Generators.Workflows;

public sealed class Post
{
    private readonly Lock _lock = new();

    public List<string> Calls { get; } = [];

    public Dictionary<string, TaskCompletionSource<int>> Answers { get; } = [];

    public int Failures { get; set; }

    public void Add(string call)
    {
        lock (_lock)
        {
            Calls.Add(call);
        }
    }
}

/// <summary>Asynchronous mapped steps: with a policy for each call, without a value, over results.</summary>
[Workflow<string[], int>]
public sealed partial class Mailing(Post post)
{
    [Step]
    public static string[] Names(string[] input) => input;

    [Step, Map(nameof(Names)), Retry(1), Timeout(60_000)]
    public async ValueTask<int> SendAsync(string names, StepContext context, CancellationToken cancellationToken)
    {
        post.Add($"send {names} {context.Attempt}");
        if (post.Answers.TryGetValue(names, out TaskCompletionSource<int>? answer))
        {
            try
            {
                return await answer.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                post.Add("told " + names);
                throw;
            }
        }

        return post.Failures-- > 0 ? throw new IOException(names) : names.Length;
    }

    [Step, Map(nameof(SendAsync))]
    public async Task LogAsync(int send)
    {
        await Task.Yield();
        post.Add($"log {send}");
    }

    [Step, Map(nameof(SendAsync)), Retry(2)]
    public int Twice(int send) => post.Failures-- > 0 ? throw new IOException("twice") : send * 2;

    [Step]
    public static async ValueTask<int> Sum(ReadOnlyMemory<int> twice)
    {
        await Task.Yield();
        return twice.ToArray().Sum();
    }
}
