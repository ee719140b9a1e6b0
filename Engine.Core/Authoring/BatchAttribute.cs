namespace Engine;

/// <summary>
/// A step over many runs at once, which its author vectorises: it takes columns, one element per run, and fills one. It implies
/// <see cref="StepAttribute"/>. <c>RunBatch</c> calls it once per chunk of runs, every other entry point with columns of length 1.
/// <code>
/// [Step] public static float Ratio(in Payment input) => input.Amount / input.Limit;
/// [Batch] public static void Score(ReadOnlySpan&lt;float&gt; ratio, Span&lt;float&gt; score) => Kernels.Logistic(ratio, score);
/// [Step] public static bool IsHigh(float score) => score > 0.9f;
/// </code>
/// <para>
/// The method returns <c>void</c>. Each parameter <c>ReadOnlySpan&lt;T&gt;</c> takes the values of the step that it is named after, or
/// the inputs, as any other step would take one of them; T is the very type of the value, or <see cref="Maybe{T}"/> of it where the step
/// may have been skipped. The one <c>Span&lt;R&gt;</c>, named after the step itself, is its output: R is what consumers take. Without one it is a
/// step by effect. All columns of a call have one length, and element i of each belongs to the same run. The step must write every
/// element of its output: what lies there before is of no meaning.
/// </para>
/// <para>
/// Runs in which the step is skipped are no part of its columns. If it throws, every run of that call fails with what it threw.
/// <see cref="RetryAttribute"/> and <see cref="TimeoutAttribute"/> hold for the call: all its runs are attempted again together.
/// <see cref="CompensateAttribute"/> undoes it run by run, in an ordinary compensation. It takes no state.
/// </para>
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class BatchAttribute : Attribute;
