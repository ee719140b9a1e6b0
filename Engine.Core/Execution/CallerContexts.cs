using System.ComponentModel;
using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine;

/// <summary>
/// What a caller's thread carries while a run without suspending steps is on it: the caller's <see cref="ExecutionContext"/>
/// and no <see cref="SynchronizationContext"/>, as in a run whose steps suspend. Both are the caller's again afterwards,
/// whatever bodies did to them. Once per run, like an asynchronous method does it: a few nanoseconds; 0 bytes, but less than
/// 100 where the caller has suppressed the flow.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct CallerContexts
{
    private readonly ExecutionContext _execution;
    private readonly SynchronizationContext? _synchronization;
    private readonly bool _isSuppressed;

    private CallerContexts(ExecutionContext execution, SynchronizationContext? synchronization, bool isSuppressed)
    {
        _execution = execution;
        _synchronization = synchronization;
        _isSuppressed = isSuppressed;
    }

    /// <summary>Remembers the caller's contexts and takes its synchronization context off this thread.</summary>
    public static CallerContexts Enter()
    {
        SynchronizationContext? synchronization = SynchronizationContext.Current;
        if (synchronization is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        return ExecutionContext.Capture() is { } execution
            ? new CallerContexts(execution, synchronization, isSuppressed: false)
            : EnterSuppressed(synchronization);
    }

    /// <summary>Puts the caller's contexts back.</summary>
    public void Dispose()
    {
        ExecutionContext.Restore(_execution);
        if (_isSuppressed)
        {
            _ = ExecutionContext.SuppressFlow();
        }

        if (SynchronizationContext.Current != _synchronization)
        {
            SynchronizationContext.SetSynchronizationContext(_synchronization);
        }
    }

    // A context that does not flow cannot be captured or restored: it is made to flow, and suppressed again afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CallerContexts EnterSuppressed(SynchronizationContext? synchronization)
    {
        ExecutionContext.RestoreFlow();
        ExecutionContext execution = ExecutionContext.Capture()!;
        ExecutionContext.Restore(DefaultContext.Value);
        return new CallerContexts(execution, synchronization, isSuppressed: true);
    }
}
