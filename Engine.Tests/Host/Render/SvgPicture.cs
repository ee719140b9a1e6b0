using System.Globalization;
using System.Xml.Linq;
using Engine.Host.Render.Layout;

namespace Engine.Tests.Host.Render;

/// <summary>A report read back from its markup.</summary>
internal sealed class SvgPicture(XDocument document)
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public XElement Root => document.Root!;

    public bool IsHorizontal => Graph!.Attribute("data-horizontal")!.Value == "1";

    /// <summary>From one row of levels to the next, 0 when there is one row.</summary>
    public double RowPitch => Number(Graph!, "data-row-pitch");

    public XElement? Graph => Group("graph");

    public XElement? Gantt => Group("gantt");

    /// <summary>The groups of the tasks that are drawn one by one.</summary>
    public XElement[] Tasks => Graph is null ? [] : Graph.Elements(Svg + "g").Where(static group => group.Attribute("data-node") is not null).ToArray();

    /// <summary>The edges: their ends, their class, where they start and where they end.</summary>
    public (int From, int To, string Class, (double X, double Y) Start, (double X, double Y) End)[] Edges
        => Graph is null ? [] : Graph.Elements(Svg + "path").Where(static path => path.Attribute("data-from") is not null).Select(static path => (
            Int(path, "data-from"), Int(path, "data-to"), path.Attribute("class")!.Value, Point(path.Attribute("d")!.Value, 0), Point(path.Attribute("d")!.Value, ^2))).ToArray();

    /// <summary>The bars of single tasks, and those of several.</summary>
    public XElement[] Bars => Gantt!.Elements(Svg + "rect").Where(static bar => bar.Attribute("data-task") is not null || bar.Attribute("data-count") is not null).ToArray();

    /// <summary>All text that is drawn, tooltips not counted.</summary>
    public string VisibleText => string.Join("\n", document.Descendants(Svg + "text").Select(static text => string.Concat(text.Nodes().OfType<XText>())));

    public static string[] Classes(XElement element) => element.Attribute("class")!.Value.Split(' ');

    public static Box Rectangle(XElement rect) => new(Number(rect, "x"), Number(rect, "y"), Number(rect, "width"), Number(rect, "height"));

    public static Box BoxOf(XElement task) => Rectangle(task.Element(Svg + "rect")!);

    public static XElement[] Texts(XElement task) => task.Descendants(Svg + "text").ToArray();

    public static bool IsClipped(XElement text) => text.Parent!.Name == Svg + "svg";

    public static string Tooltip(XElement element) => element.Element(Svg + "title")!.Value;

    public static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    public static int Int(XElement element, string name) => int.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static (double X, double Y) Point(string path, Index first)
    {
        double[] numbers = path.Split(['M', 'L', 'C', ' '], StringSplitOptions.RemoveEmptyEntries).Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        int start = first.GetOffset(numbers.Length);
        return (numbers[start], numbers[start + 1]);
    }

    private XElement? Group(string id) => Root.Elements(Svg + "g").SingleOrDefault(group => group.Attribute("id")?.Value == id);
}
