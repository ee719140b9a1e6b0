using System.Collections.Generic;
using System.Text;

namespace Engine.Generators.Emission;

/// <summary>Builds source text line by line, indented by open blocks. Lines end in LF everywhere.</summary>
internal sealed class CodeWriter
{
    private const int WrapWidth = 120;

    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>Several lines, without their indentation.</summary>
    public void Lines(params string[] lines)
    {
        foreach (string line in lines)
        {
            Line(line);
        }
    }

    /// <summary>A line, then an open brace; what follows is inside until <see cref="Close"/>.</summary>
    public void Open(string line)
    {
        Line(line);
        Line("{");
        _depth++;
    }

    public void Close(string end = "}")
    {
        _depth--;
        Line(end);
    }

    /// <summary>Items with commas, as many on a line as fit.</summary>
    public void Wrapped(IEnumerable<string> items)
    {
        var line = new StringBuilder();
        foreach (string item in items)
        {
            if (line.Length > 0 && line.Length + item.Length > WrapWidth)
            {
                Line(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(item).Append(',');
        }

        Line(line.ToString());
    }

    public void Indent() => _depth++;

    public void Outdent() => _depth--;

    public override string ToString() => _text.ToString();
}
