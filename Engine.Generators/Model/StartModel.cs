namespace Engine.Generators.Model;

/// <summary>Events of a type that start runs of a workflow.</summary>
/// <param name="EventType">Fully qualified.</param>
/// <param name="Method">The static method that makes the input; null where the event is the input.</param>
/// <param name="Arguments">What the method takes behind the event, each as code over <c>header</c>.</param>
internal sealed record StartModel(string EventType, string? Method, EquatableArray<string> Arguments);
