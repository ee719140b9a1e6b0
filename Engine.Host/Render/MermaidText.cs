using System.Globalization;
using System.Text;

namespace Engine.Host.Render;

/// <summary>The pieces of a Mermaid flowchart.</summary>
internal static class MermaidText
{
    /// <summary>A box with a label of one or two lines.</summary>
    public static void WriteNode(TextWriter output, string idPrefix, int id, string firstLine, string secondLine, bool isCritical)
    {
        output.Write("  ");
        output.Write(idPrefix);
        output.Write(id.ToString(CultureInfo.InvariantCulture));
        output.Write("[\"");
        output.Write(Escape(firstLine));
        if (secondLine.Length != 0)
        {
            output.Write("<br/>");
            output.Write(Escape(secondLine, atStart: false));
        }

        output.Write(isCritical ? "\"]:::critical\n" : "\"]\n");
    }

    /// <summary>The class of critical boxes, and the style of critical links by their position in the text.</summary>
    public static void WriteStyles(TextWriter output, IReadOnlyList<int> criticalLinks)
    {
        output.Write("  classDef critical fill:#fdecea,stroke:#c8281e,stroke-width:3px,color:#18212e\n");
        if (criticalLinks.Count > 0)
        {
            output.Write($"  linkStyle {string.Join(',', criticalLinks)} stroke:#c8281e,stroke-width:3px\n");
        }
    }

    /// <summary>
    /// Text for a quoted label. All but letters, digits and harmless signs become entity codes: Mermaid gives meaning to
    /// quotes, tags, directives, back-ticks and entities even there, and takes labels for Markdown: an underscore at the edge
    /// of a word, and a dot or hyphen at the start of the text, where a list would begin.
    /// </summary>
    public static string Escape(string text, bool atStart = true)
    {
        var escaped = new StringBuilder(text.Length + 8);
        Rune previous = new(' ');
        int position = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            position += rune.Utf16SequenceLength;
            bool followsWord = Rune.IsLetterOrDigit(previous);
            bool precedesWord = position < text.Length && char.IsLetterOrDigit(text[position]);
            bool isPlain = Rune.IsLetterOrDigit(rune) || rune.Value switch
            {
                ' ' or ',' or ':' or '/' or '(' => true,
                '.' or '-' or ')' => !atStart,
                '_' => followsWord && precedesWord,
                _ => false,
            };
            if (isPlain)
            {
                escaped.Append(rune.ToString());
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
            }

            atStart &= Rune.IsDigit(rune) || rune.Value == ' ';
            previous = rune;
        }

        return escaped.ToString();
    }
}
