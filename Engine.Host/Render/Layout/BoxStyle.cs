namespace Engine.Host.Render.Layout;

/// <summary>How much of a task its box shows, and how much room that takes. Larger graphs get smaller boxes.</summary>
internal sealed record BoxStyle
{
    /// <summary>Name and cost on two lines.</summary>
    public static BoxStyle Full { get; } = new()
    {
        MinWidth = 62,
        MaxWidth = 172,
        Height = 34,
        Padding = 9,
        FontSize = 11,
        ShowsName = true,
        ShowsCost = true,
        NodeGap = 10,
        PointGap = 7,
        LevelGap = 44,
        LevelGapDown = 34,
        MaxPictureWidth = 1900,
        MaxPictureHeight = 1300,
        Radius = 5,
    };

    /// <summary>The name on one line.</summary>
    public static BoxStyle Compact { get; } = new()
    {
        MinWidth = 40,
        MaxWidth = 132,
        Height = 18,
        Padding = 6,
        FontSize = 9.5,
        ShowsName = true,
        ShowsCost = false,
        NodeGap = 5,
        PointGap = 4,
        LevelGap = 36,
        LevelGapDown = 20,
        MaxPictureWidth = 2400,
        MaxPictureHeight = 2500,
        Radius = 3.5,
    };

    /// <summary>A dot; name and cost only in the tooltip.</summary>
    public static BoxStyle Dot { get; } = new()
    {
        MinWidth = 9,
        MaxWidth = 9,
        Height = 9,
        Padding = 0,
        FontSize = 0,
        ShowsName = false,
        ShowsCost = false,
        NodeGap = 5,
        PointGap = 3,
        LevelGap = 22,
        LevelGapDown = 18,
        MaxPictureWidth = double.MaxValue,
        MaxPictureHeight = double.MaxValue,
        Radius = 4.5,
    };

    public required double MinWidth { get; init; }

    public required double MaxWidth { get; init; }

    public required double Height { get; init; }

    /// <summary>Between the box and its text, left and right.</summary>
    public required double Padding { get; init; }

    public required double FontSize { get; init; }

    public required bool ShowsName { get; init; }

    public required bool ShowsCost { get; init; }

    /// <summary>Between two boxes of a level.</summary>
    public required double NodeGap { get; init; }

    /// <summary>Between an edge that passes a level and what stands beside it.</summary>
    public required double PointGap { get; init; }

    /// <summary>Between two levels side by side, at least.</summary>
    public required double LevelGap { get; init; }

    /// <summary>Between two levels one above the other, at least.</summary>
    public required double LevelGapDown { get; init; }

    /// <summary>A wider picture takes the next smaller style.</summary>
    public required double MaxPictureWidth { get; init; }

    /// <summary>A taller picture takes the next smaller style.</summary>
    public required double MaxPictureHeight { get; init; }

    public required double Radius { get; init; }

    /// <summary>How wide the box of a task is when it stands alone.</summary>
    public double WidthOf(string name, string cost)
    {
        double text = Math.Max(
            ShowsName ? DisplayText.Width(name, FontSize) : 0,
            ShowsCost ? DisplayText.Width(cost, FontSize - 1) : 0);
        return Math.Clamp(Math.Ceiling(text + (2 * Padding)), MinWidth, MaxWidth);
    }
}
