using System.ComponentModel;

namespace Engine;

/// <summary>The calls of an asynchronous mapped step.</summary>
/// <typeparam name="T">The value of a call.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IAsyncMapBody<T>
{
    /// <summary>How many elements there are.</summary>
    int Count { get; }

    /// <summary>Starts the step for one element.</summary>
    ValueTask<T> Call(int index, in StepContext context);
}
