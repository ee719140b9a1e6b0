using System.Globalization;
using System.Text;

namespace Engine.Host.Render;

/// <summary>Builds the data of an SVG path in terms of "along the levels" and "across the levels".</summary>
internal sealed class CurvePath(bool isHorizontal)
{
    private readonly StringBuilder _path = new();
    private double _along;
    private double _across;

    /// <summary>Where the path has come to, across the levels.</summary>
    public double Across => _across;

    public void MoveTo(double along, double across)
    {
        _path.Append('M');
        Append(along, across);
        (_along, _across) = (along, across);
    }

    /// <summary>A straight line in the direction of the levels, if it has a length.</summary>
    public void LineTo(double along, double across)
    {
        if (along != _along || across != _across)
        {
            _path.Append('L');
            Append(along, across);
            (_along, _across) = (along, across);
        }
    }

    /// <summary>A curve that starts and ends in the direction of the levels.</summary>
    public void CurveTo(double along, double across)
    {
        if (across == _across)
        {
            LineTo(along, across);
            return;
        }

        double bend = (along - _along) / 2;
        _path.Append('C');
        Append(_along + bend, _across);
        _path.Append(' ');
        Append(along - bend, across);
        _path.Append(' ');
        Append(along, across);
        (_along, _across) = (along, across);
    }

    public override string ToString() => _path.ToString();

    private void Append(double along, double across)
    {
        (double x, double y) = isHorizontal ? (along, across) : (across, along);
        _path.Append(CultureInfo.InvariantCulture, $"{Math.Round(x, 1):0.#} {Math.Round(y, 1):0.#}");
    }
}
