using System.Threading.Tasks.Sources;

namespace Engine.Tests.Execution;

/// <summary>The contract holds for .NET's own source; where it does not, the contract is wrong.</summary>
public class DotNetResultTests : ResultContract
{
    private protected override ResultSource Create() => new Source();

    private sealed class Source : ResultSource
    {
        private ManualResetValueTaskSourceCore<long> _core;

        public override short Version => _core.Version;

        public override void SetResult(long value) => _core.SetResult(value);

        public override void SetException(Exception exception) => _core.SetException(exception);

        public override long GetResult(short token) => _core.GetResult(token);

        public override ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public override void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        public override void Reset() => _core.Reset();
    }
}
