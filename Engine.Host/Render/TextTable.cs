using System.Globalization;
using System.Text;

namespace Engine.Host.Render;

/// <summary>
/// A table in plain text: columns as wide as their content, one of them flexible so that the whole fits a line. Cells are
/// made harmless and shortened in the middle, since names differ at both ends.
/// </summary>
internal sealed class TextTable
{
    /// <summary>The width that every terminal has.</summary>
    public const int LineWidth = 80;

    private const string Indent = "  ", Gap = "  ", Ellipsis = "...";

    private readonly string[] _headers;
    private readonly int _flexible;
    private readonly List<string[]> _rows = [];

    /// <summary>A table; the flexible column is set to the left, the others to the right.</summary>
    /// <param name="flexible">The column that gives way when a row would be too long; -1: none, all are set to the right.</param>
    /// <param name="headers">The headings; all empty: none are written.</param>
    public TextTable(int flexible, params string[] headers)
    {
        _headers = headers;
        _flexible = flexible;
    }

    /// <summary>Adds a row with a cell per heading.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != _headers.Length)
        {
            throw new ArgumentException($"A row has {cells.Length} cells, the table {_headers.Length} columns.", nameof(cells));
        }

        _rows.Add(cells);
    }

    /// <summary>Writes the table, each line indented by two blanks.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="style">How headings stand out.</param>
    public void Write(TextWriter output, TextStyle style)
    {
        int[] widths = MeasureColumns();
        if (_headers.Any(static header => header.Length != 0))
        {
            output.WriteLine(style.Heading(Line(_headers, widths)));
        }

        foreach (string[] row in _rows)
        {
            output.WriteLine(Line(row, widths));
        }
    }

    /// <summary>The text, or its beginning and its end around "..." when it takes more than <paramref name="width"/> columns.</summary>
    public static string Shorten(string text, int width)
    {
        string clean = DisplayText.Clean(text);
        if (DisplayText.Columns(clean) <= width)
        {
            return clean;
        }

        // Never inside what a reader sees as one character.
        int[] starts = StringInfo.ParseCombiningCharacters(clean);
        int room = Math.Max(0, width - Ellipsis.Length), head = 0, tail = clean.Length, headColumns = 0, tailColumns = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            int end = i + 1 < starts.Length ? starts[i + 1] : clean.Length;
            int columns = DisplayText.Columns(clean.AsSpan(starts[i]..end));
            if (headColumns + columns > room / 2)
            {
                break;
            }

            (head, headColumns) = (end, headColumns + columns);
        }

        for (int i = starts.Length - 1; i >= 0 && starts[i] >= head; i--)
        {
            int columns = DisplayText.Columns(clean.AsSpan(starts[i]..tail));
            if (tailColumns + columns > room - headColumns)
            {
                break;
            }

            (tail, tailColumns) = (starts[i], tailColumns + columns);
        }

        return string.Concat(clean.AsSpan(0, head), Ellipsis, clean.AsSpan(tail));
    }

    private int[] MeasureColumns()
    {
        int[] widths = new int[_headers.Length];
        for (int column = 0; column < widths.Length; column++)
        {
            widths[column] = DisplayText.Columns(_headers[column]);
            foreach (string[] row in _rows)
            {
                widths[column] = Math.Max(widths[column], DisplayText.Columns(row[column]));
            }
        }

        if (_flexible >= 0)
        {
            int others = Indent.Length + (Gap.Length * (widths.Length - 1)) + widths.Sum() - widths[_flexible];
            widths[_flexible] = Math.Clamp(LineWidth - others, Math.Min(8, widths[_flexible]), widths[_flexible]);
        }

        return widths;
    }

    private string Line(string[] cells, int[] widths)
    {
        var line = new StringBuilder(Indent);
        for (int column = 0; column < cells.Length; column++)
        {
            string cell = column == _flexible ? Shorten(cells[column], widths[column]) : cells[column];
            line.Append(column == 0 ? "" : Gap);
            line.Append(column == _flexible ? DisplayText.PadRight(cell, widths[column]) : DisplayText.PadLeft(cell, widths[column]));
        }

        return line.ToString().TrimEnd();
    }
}
