namespace Engine.Internal;

/// <summary>The context without any AsyncLocal value: that of steps whose caller suppressed the flow of its own.</summary>
internal static class DefaultContext
{
    public static ExecutionContext Value { get; } = Create();

    private static ExecutionContext Create()
    {
        ExecutionContext? context = null;

        // A thread that is started without a context has the default one; there is no public name for it.
        var thread = new Thread(() => context = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }
}
