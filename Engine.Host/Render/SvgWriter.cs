using System.Globalization;
using System.Runtime.CompilerServices;

namespace Engine.Host.Render;

/// <summary>
/// Writes SVG text: what is interpolated into <see cref="Write(ref Markup)"/> is escaped (strings) or written short and
/// culture-free (numbers), so that a drawing cannot forget it. The output is ASCII, whatever the encoding of the writer.
/// </summary>
internal sealed class SvgWriter(TextWriter output)
{
    /// <summary>Writes markup as it is; the interpolated values are escaped.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        // The handler has written already; a line per element keeps differences between two reports readable.
        output.Write('\n');
    }

    /// <summary>Writes markup as it is, without a line break.</summary>
    public void WriteRaw(string markup) => output.Write(markup);

    private void WriteNumber(double value)
    {
        Span<char> digits = stackalloc char[40];
        double rounded = Math.Round(value, 2);
        if (!double.IsFinite(rounded) || !(rounded == 0 ? 0d : rounded).TryFormat(digits, out int length, "0.##", CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException($"A coordinate of the picture is {value.ToString(CultureInfo.InvariantCulture)}; this is a defect of the layout.");
        }

        output.Write(digits[..length]);
    }

    private void WriteNumber(long value)
    {
        Span<char> digits = stackalloc char[24];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
    }

    private void WriteEscaped(string? text)
    {
        foreach (System.Text.Rune rune in text.AsSpan().EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': output.Write("&amp;"); break;
                case '<': output.Write("&lt;"); break;
                case '>': output.Write("&gt;"); break;
                case '"': output.Write("&quot;"); break;
                case '\n': output.Write("&#10;"); break;
                case >= ' ' and <= '~': output.Write((char)rune.Value); break;
                default:
                    // XML 1.0 has no way to write the other control characters, nor U+FFFE and U+FFFF.
                    int value = rune.Value is < ' ' or 0xFFFE or 0xFFFF ? 0xFFFD : rune.Value;
                    output.Write("&#");
                    WriteNumber(value);
                    output.Write(';');
                    break;
            }
        }
    }

    /// <summary>Receives an interpolated string piece by piece.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly SvgWriter _svg;

        public Markup(int literalLength, int formattedCount, SvgWriter svg)
        {
            _ = literalLength + formattedCount;
            _svg = svg;
        }

        public void AppendLiteral(string markup) => _svg.WriteRaw(markup);

        public void AppendFormatted(string? text) => _svg.WriteEscaped(text);

        public void AppendFormatted(double value) => _svg.WriteNumber(value);

        public void AppendFormatted(long value) => _svg.WriteNumber(value);

        public void AppendFormatted(int value) => _svg.WriteNumber((long)value);
    }
}
