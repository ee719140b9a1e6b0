namespace Engine.Events;

/// <summary>Where the events of a batch went; the three counts add up to its length.</summary>
/// <param name="Handled">Given to a handler.</param>
/// <param name="Filtered">Left out by a handler's <see cref="OnEventAttribute.Where"/>.</param>
/// <param name="Unknown">Of types that the router has no handler for.</param>
public readonly record struct DispatchResult(int Handled, int Filtered, int Unknown);
