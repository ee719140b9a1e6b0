using System.Runtime.CompilerServices;
using System.Text;

namespace Engine.Tests.Execution.Simulation;

/// <summary>The text of a broken rule, put together only where the rule is broken: most are asked a million times and never are.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Violation
{
    private readonly StringBuilder? _text;

    public Violation(int literalLength, int formattedCount, bool condition, out bool isBroken)
    {
        isBroken = !condition;
        _text = condition ? null : new StringBuilder(literalLength + (formattedCount * 16));
    }

    public void AppendLiteral(string literal) => _text!.Append(literal);

    public void AppendFormatted<T>(T value) => _text!.Append(value);

    public override string ToString() => _text?.ToString() ?? "";
}
