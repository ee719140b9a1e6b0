using System.Threading.Tasks.Sources;
using Engine.Internal;

namespace Engine.Tests.Execution;

/// <summary>The result of a run keeps the contract, and besides promises what its owner needs: no bytes, and no life while it is queued.</summary>
public class RunResultTests : ResultContract
{
    private const ValueTaskSourceOnCompletedFlags None = ValueTaskSourceOnCompletedFlags.None;
    private const ValueTaskSourceOnCompletedFlags Scheduling = ValueTaskSourceOnCompletedFlags.UseSchedulingContext;

    private protected override ResultSource Create() => new Source();

    [Fact]
    public void Posted_continuation_allocates_nothing_before_or_after_the_result()
    {
        var source = new Source();
        var ui = new CallingContext();
        int calls = 0;
        Action<object?> count = _ => calls++;
        Under(ui, () => Assert.Equal(0, Allocations.Of(() =>
        {
            source.SetResult(1);
            source.OnCompleted(count, null, source.Version, Scheduling);
            source.Reset();
            source.OnCompleted(count, null, source.Version, Scheduling);
            source.SetResult(1);
            source.Reset();
        })));
        Assert.Equal(0, calls % 2);
        Assert.InRange(calls, 2, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(WhetherLate))]
    public void Result_that_is_taken_before_a_queued_continuation_ran_gives_the_owner_up_and_still_calls_it(bool isLate)
    {
        var source = new Source();
        var ui = new RecordingContext();
        string? seen = null;
        if (isLate)
        {
            source.SetResult(1);
        }

        Under(ui, () => source.OnCompleted(state => seen = (string?)state, "state", source.Version, Scheduling));
        if (!isLate)
        {
            source.SetResult(1);
        }

        short token = source.Version;
        Assert.Equal(1, source.GetResult(token));
        Assert.False(source.TryReset());
        Assert.Throws<InvalidOperationException>(() => source.GetStatus(token));
        Assert.Single(ui.Posts)();
        Assert.Equal("state", seen);
    }

    [Fact]
    public void Second_continuation_leaves_the_first_its_state()
    {
        var source = new Source();
        string? seen = null;
        source.OnCompleted(state => seen = (string?)state, "first", source.Version, None);
        Assert.Throws<InvalidOperationException>(() => source.OnCompleted(_ => { }, "second", source.Version, None));
        source.SetResult(1);
        Assert.Equal("first", seen);
    }

    private sealed class CallingContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }

    private sealed class Source : ResultSource, IThreadPoolWorkItem
    {
        private RunResult<long> _result;

        public override short Version => _result.Version;

        public override void SetResult(long value) => _result.SetResult(value, this);

        public override void SetException(Exception exception) => _result.SetException(exception, this);

        public override long GetResult(short token) => _result.GetResult(token);

        public override ValueTaskSourceStatus GetStatus(short token) => _result.GetStatus(token);

        public override void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _result.OnCompleted(continuation, state, token, flags, this);

        public override void Reset() => Assert.True(_result.TryReset());

        public bool TryReset() => _result.TryReset();

        void IThreadPoolWorkItem.Execute() => _result.Resume();
    }
}
