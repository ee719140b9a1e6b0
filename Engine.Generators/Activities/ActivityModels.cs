using Engine.Generators.Model;

namespace Engine.Generators.Activities;

/// <summary>A class with methods marked [Activity], as far as its generated part depends on it.</summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Containers">The types around it, outermost first.</param>
/// <param name="Type">The class itself.</param>
/// <param name="Name">Its full name, for messages and the file.</param>
/// <param name="Activities">In declaration order; none where the class is broken.</param>
/// <param name="IsBroken">The analyser has refused it: a part that throws is emitted, so that its message stands alone.</param>
internal sealed record ActivityClassModel(
    string Namespace, EquatableArray<TypeHeader> Containers, TypeHeader Type, string Name, EquatableArray<ActivityModel> Activities, bool IsBroken);

/// <summary>A method marked [Activity].</summary>
/// <param name="Method">The method, escaped.</param>
/// <param name="Name">The activity's name.</param>
/// <param name="IsStatic">Whether it is called on the class.</param>
/// <param name="Result">What it returns.</param>
/// <param name="Arguments">What it takes, in its order.</param>
internal sealed record ActivityModel(string Method, string Name, bool IsStatic, ActivityResult Result, string Arguments);

/// <summary>What an activity returns.</summary>
internal enum ActivityResult
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Bytes: ReadOnlyMemory&lt;byte&gt;, or byte[], which converts to it.</summary>
    Bytes,

    /// <summary>A ValueTask without a result.</summary>
    LaterNothing,

    /// <summary>A ValueTask with bytes.</summary>
    LaterBytes,
}
