using System.ComponentModel;

namespace Engine;

/// <summary>The calls of an asynchronous mapped step without a value.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IAsyncMapBody
{
    /// <summary>How many elements there are.</summary>
    int Count { get; }

    /// <summary>Starts the step for one element.</summary>
    ValueTask Call(int index, in StepContext context);
}
