using System.ComponentModel;

namespace Engine;

/// <summary>The calls of a synchronous mapped step; generated code makes one struct per step, which holds what each call takes.</summary>
/// <typeparam name="T">The value of a call.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IMapBody<T>
{
    /// <summary>How many elements there are.</summary>
    int Count { get; }

    /// <summary>Calls the step for one element.</summary>
    T Call(int index, in StepContext context);
}
