namespace Engine;

/// <summary>The body of a synchronous step that takes 0 values, by reference, and returns one.</summary>
public delegate TValue StepBody<out TValue>();

/// <summary>The body of a synchronous step that takes 1 value, by reference, and returns one.</summary>
public delegate TValue StepBody<T1, out TValue>(in T1 first);

/// <summary>The body of a synchronous step that takes 2 values, by reference, and returns one.</summary>
public delegate TValue StepBody<T1, T2, out TValue>(in T1 first, in T2 second);

/// <summary>The body of a synchronous step that takes 3 values, by reference, and returns one.</summary>
public delegate TValue StepBody<T1, T2, T3, out TValue>(in T1 first, in T2 second, in T3 third);

/// <summary>The body of a synchronous step that takes 4 values, by reference, and returns one.</summary>
public delegate TValue StepBody<T1, T2, T3, T4, out TValue>(in T1 first, in T2 second, in T3 third, in T4 fourth);
