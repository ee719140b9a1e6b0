using Engine.Generators.Model;

namespace Engine.Generators.Events;

/// <summary>A struct marked [Event], as far as its generated part depends on it.</summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Containers">The types around it, outermost first.</param>
/// <param name="Type">The struct itself.</param>
/// <param name="Name">Its full name, as <c>Shop.Outer.Placed</c>.</param>
/// <param name="Id">Its number.</param>
internal sealed record EventModel(string Namespace, EquatableArray<TypeHeader> Containers, TypeHeader Type, string Name, uint Id);

/// <summary>A class marked [EventRouter], as far as its generated part depends on it.</summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Containers">The types around it, outermost first.</param>
/// <param name="Type">The class itself.</param>
/// <param name="Name">Its full name, for messages and the file.</param>
/// <param name="MaxKeys">How many keys a state is kept for.</param>
/// <param name="Handlers">In declaration order; none where the class is broken.</param>
/// <param name="States">The structs kept per key, in order of first use.</param>
/// <param name="IsAsynchronous">Whether a handler returns a task.</param>
/// <param name="IsBroken">The analyser has refused it: entry points that throw are emitted, so that its message stands alone.</param>
internal sealed record RouterModel(
    string Namespace,
    EquatableArray<TypeHeader> Containers,
    TypeHeader Type,
    string Name,
    int MaxKeys,
    EquatableArray<HandlerModel> Handlers,
    EquatableArray<RouterStateModel> States,
    bool IsAsynchronous,
    bool IsBroken);

/// <summary>A struct kept per key.</summary>
/// <param name="Type">Fully qualified.</param>
/// <param name="Property">The name of its table.</param>
/// <param name="Access">How far the table can be seen.</param>
internal sealed record RouterStateModel(string Type, string Property, string Access);

/// <summary>A handler.</summary>
/// <param name="Name">The method.</param>
/// <param name="EventType">Fully qualified.</param>
/// <param name="EventId">The event's number.</param>
/// <param name="EventPassing">Whether it takes one event or a span of them.</param>
/// <param name="Parameters">What follows the event.</param>
/// <param name="IsStatic">Whether it is called on the class.</param>
/// <param name="IsOrdered">Whether it takes part in the order across types.</param>
/// <param name="IsAsynchronous">Whether it returns a task.</param>
/// <param name="Filter">What an event must pass; null for none.</param>
internal sealed record HandlerModel(
    string Name,
    string EventType,
    uint EventId,
    EventPassing EventPassing,
    EquatableArray<HandlerParameter> Parameters,
    bool IsStatic,
    bool IsOrdered,
    bool IsAsynchronous,
    FilterModel? Filter)
{
    public bool IsSpan => EventPassing == EventPassing.Span;

    public bool IsOneByOne => IsOrdered || IsAsynchronous;
}

internal enum EventPassing
{
    In,
    Value,
    Span,
}

/// <summary>A parameter behind the event.</summary>
/// <param name="Kind">What it receives.</param>
/// <param name="IsIn">Passed by <c>in</c>.</param>
/// <param name="State">Position of the state; -1 for any other kind.</param>
internal readonly record struct HandlerParameter(HandlerParameterKind Kind, bool IsIn, int State);

internal enum HandlerParameterKind
{
    Key,
    Sequence,
    Time,
    Header,
    State,
    Token,
}

/// <summary>A filter.</summary>
/// <param name="Member">The member of the event; null for a column of the header.</param>
/// <param name="Column">The column of the header, where there is no member.</param>
/// <param name="ValueType">The type of the value that is compared.</param>
/// <param name="Comparison">The name in <c>EventComparison</c>.</param>
/// <param name="Operator">The operator in C#.</param>
/// <param name="Literal">The constant in C#.</param>
internal sealed record FilterModel(string? Member, HandlerParameterKind Column, string ValueType, string Comparison, string Operator, string Literal);
