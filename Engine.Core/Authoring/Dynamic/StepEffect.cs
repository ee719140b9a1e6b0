namespace Engine;

/// <summary>The body of a synchronous step that takes 0 values, by reference, and returns none.</summary>
public delegate void StepEffect();

/// <summary>The body of a synchronous step that takes 1 value, by reference, and returns none.</summary>
public delegate void StepEffect<T1>(in T1 first);

/// <summary>The body of a synchronous step that takes 2 values, by reference, and returns none.</summary>
public delegate void StepEffect<T1, T2>(in T1 first, in T2 second);

/// <summary>The body of a synchronous step that takes 3 values, by reference, and returns none.</summary>
public delegate void StepEffect<T1, T2, T3>(in T1 first, in T2 second, in T3 third);

/// <summary>The body of a synchronous step that takes 4 values, by reference, and returns none.</summary>
public delegate void StepEffect<T1, T2, T3, T4>(in T1 first, in T2 second, in T3 third, in T4 fourth);
