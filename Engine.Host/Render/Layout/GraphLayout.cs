namespace Engine.Host.Render.Layout;

/// <summary>A rectangle of the picture.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public double CenterX => Left + (Width / 2);

    public double CenterY => Top + (Height / 2);
}

/// <summary>Where a level stands along the direction in which levels follow each other.</summary>
internal readonly record struct LevelBand(double Start, double Size)
{
    public double End => Start + Size;
}

/// <summary>A connected part of the graph in its place: its vertices' centres across the levels are final.</summary>
internal sealed record PlacedPart(LayerGraph Graph, double[] Center);

/// <summary>A finished drawing by levels: the box of every task and the points of every edge.</summary>
internal sealed record GraphLayout
{
    public required BoxStyle Style { get; init; }

    /// <summary>Levels follow each other from left to right; else from top to bottom.</summary>
    public required bool IsHorizontal { get; init; }

    public required double Width { get; init; }

    public required double Height { get; init; }

    /// <summary>By node.</summary>
    public required Box[] Boxes { get; init; }

    /// <summary>By level; empty when no task has an edge.</summary>
    public required LevelBand[] Levels { get; init; }

    /// <summary>The row of each level where a long drawing is broken into rows; else 0.</summary>
    public required int[] Rows { get; init; }

    /// <summary>How tall a row of levels is, headings not counted.</summary>
    public required double RowHeight { get; init; }

    /// <summary>From the top of a row to that of the next.</summary>
    public double RowPitch { get; init; }

    /// <summary>Whether levels are broken into rows.</summary>
    public bool IsFolded => Rows.Length != 0 && Rows[^1] != 0;

    public required IReadOnlyList<PlacedPart> Parts { get; init; }

    /// <summary>The tasks without any edge, which stand in a grid of their own.</summary>
    public required int[] Isolated { get; init; }

    /// <summary>Where that grid starts, its heading included.</summary>
    public required double IsolatedTop { get; init; }
}
