using System.Globalization;
using System.Xml.Linq;
using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Render;
using Engine.Host.Render.Layout;
using Engine.Tests.Graphs;
using FsCheck.Xunit;

namespace Engine.Tests.Host.Render;

public class SvgReportTests
{
    [Fact]
    public void Report_with_names_of_any_kind_is_wellformed_ascii()
    {
        RenderCase nasty = RenderCase.Nasty();
        string svg = nasty.Svg();
        Assert.DoesNotContain(svg, static c => c is not '\n' and (< ' ' or > '~'));
        SvgPicture picture = nasty.Picture();
        Assert.Equal(nasty.Graph.NodeCount, picture.Tasks.Length);
        Assert.Contains("a<b>&\"quote\"'apos'", SvgPicture.Tooltip(picture.Tasks[0]), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", svg, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Report_with_a_name_of_a_million_characters_stays_small()
    {
        var graph = new RenderCase(3, [(0, 1)], [1, 2, 3], static node => new string((char)('a' + node), 1_000_000));
        Assert.InRange(graph.Svg().Length, 1, 30_000);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 60)]
    public void Report_draws_every_task_once_and_every_edge_forward(RandomDag dag)
    {
        if (dag.Case.NodeCount == 0)
        {
            return;
        }

        var graph = new RenderCase(dag.Case);
        SvgPicture picture = graph.Picture();
        Assert.Equal(Enumerable.Range(0, graph.Graph.NodeCount), picture.Tasks.Select(static task => SvgPicture.Int(task, "data-node")).Order());
        Box[] boxes = picture.Tasks.OrderBy(static task => SvgPicture.Int(task, "data-node")).Select(SvgPicture.BoxOf).ToArray();
        var drawn = new HashSet<(int, int)>();
        foreach ((int from, int to, _, (double X, double Y) start, (double X, double Y) end) in picture.Edges)
        {
            Assert.True(drawn.Add((from, to)));
            Assert.Contains(to, graph.Graph.Successors(from).ToArray());
            Box a = boxes[from], b = boxes[to];
            Assert.Equal(picture.IsHorizontal ? (a.Right, a.CenterY) : (a.CenterX, a.Bottom), start);
            Assert.Equal(picture.IsHorizontal ? (b.Left - 1, b.CenterY) : (b.CenterX, b.Top - 1), end);
            bool isInLaterRow = picture.RowPitch > 0 && Math.Floor(b.Top / picture.RowPitch) > Math.Floor(a.Top / picture.RowPitch);
            Assert.True(isInLaterRow || (picture.IsHorizontal ? end.X > start.X : end.Y > start.Y));
        }

        // What is not drawn is implied: the drawn edges have the same levels.
        var left = new RenderCase(graph.Graph.NodeCount, drawn.ToArray(), dag.Case.Costs);
        Assert.Equal(graph.Plan.Levels.ToArray(), left.Plan.Levels.ToArray());
        Assert.Equal(graph.Plan.Span, left.Plan.Span);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 60)]
    public void Report_marks_the_critical_path_and_nothing_else(RandomDag dag)
    {
        if (dag.Case.NodeCount == 0)
        {
            return;
        }

        var graph = new RenderCase(dag.Case);
        SvgPicture picture = graph.Picture();
        Assert.Equal(graph.Plan.CriticalPath.ToArray().Order(), picture.Tasks.Where(static task => SvgPicture.Classes(task).Contains("c")).Select(static task => SvgPicture.Int(task, "data-node")).Order());
        Assert.Equal(graph.CriticalEdges(), picture.Edges.Where(static edge => edge.Class == "ec").Select(static edge => (edge.From, edge.To)).ToHashSet());
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 60)]
    public void Boxes_do_not_overlap_and_stay_in_the_picture(RandomDag dag)
    {
        if (dag.Case.NodeCount == 0)
        {
            return;
        }

        SvgPicture picture = new RenderCase(dag.Case).Picture();
        Box[] boxes = Array.ConvertAll(picture.Tasks, SvgPicture.BoxOf);
        double width = SvgPicture.Number(picture.Root, "width"), height = SvgPicture.Number(picture.Root, "height");
        for (int i = 0; i < boxes.Length; i++)
        {
            Assert.True(boxes[i].Left >= 0 && boxes[i].Top >= 0 && boxes[i].Right <= width && boxes[i].Bottom <= height);
            for (int j = 0; j < i; j++)
            {
                bool apart = boxes[i].Right < boxes[j].Left || boxes[j].Right < boxes[i].Left || boxes[i].Bottom < boxes[j].Top || boxes[j].Bottom < boxes[i].Top;
                Assert.True(apart, $"{boxes[i]} overlaps {boxes[j]}");
            }
        }
    }

    [Fact]
    public void Label_is_no_wider_than_its_box_or_clipped()
    {
        foreach (XElement task in RenderCase.Nasty().Picture().Tasks)
        {
            Box box = SvgPicture.BoxOf(task);
            foreach (XElement text in SvgPicture.Texts(task))
            {
                double fontSize = SvgPicture.Classes(text)[0] switch { "nf" => 11, "tm" => 10, _ => 9.5 };
                Assert.True(SvgPicture.IsClipped(text) || SvgPicture.Number(text, "x") + DisplayText.Width(text.Value, fontSize) <= box.Right, text.Value);
            }
        }
    }

    [Fact]
    public void Same_input_gives_the_same_bytes_in_any_culture()
    {
        RenderCase first = RenderCase.Random(120, 2, 30, seed: 7, workers: 5), second = RenderCase.Random(120, 2, 30, seed: 7, workers: 5);
        string expected = first.Svg(), mermaid = first.Mermaid(), dot = first.Dot();
        CultureInfo before = CultureInfo.CurrentCulture;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NumberGroupSeparator = ".";
        odd.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, second.Svg());
            Assert.Equal(mermaid, second.Mermaid());
            Assert.Equal(dot, second.Dot());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(100_000, 4, 3000, 16)]
    [InlineData(100_000, 0.3, 50_000, 300)]
    [InlineData(100_000, 1, 1, 256)]
    public void Report_of_100k_tasks_is_aggregated_says_so_and_stays_small(int nodeCount, double degree, int reach, int workers)
    {
        RenderCase graph = RenderCase.Random(nodeCount, degree, reach, seed: 1, workers);
        string svg = graph.Svg();
        Assert.InRange(svg.Length, 1000, 3_000_000);
        var picture = new SvgPicture(XDocument.Parse(svg));
        Assert.Null(picture.Graph);
        Assert.Contains("aggregated: 100,000 tasks", picture.VisibleText, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_of_a_chain_of_a_million_tasks_is_written()
    {
        Assert.InRange(RenderCase.Chain(1_000_000).Svg().Length, 1000, 3_000_000);
    }

    [Fact]
    public void Largest_graph_drawn_in_full_stays_small_however_dense()
    {
        // Half of the tasks before the other half: 40,000 edges, none of them implied.
        var edges = Enumerable.Range(0, 200).SelectMany(static from => Enumerable.Range(200, 200).Select(to => (from, to))).ToArray();
        var bipartite = new RenderCase(400, edges, Enumerable.Range(0, 400).Select(static node => (long)node).ToArray());
        Assert.Null(bipartite.Picture().Graph);
        Assert.Contains("aggregated: 40,000 edges", bipartite.Picture().VisibleText, StringComparison.Ordinal);

        RenderCase dense = RenderCase.Random(400, 100, 400, seed: 3, workers: 8);
        Assert.Equal(400, dense.Picture().Tasks.Length);
        Assert.InRange(dense.Svg().Length, 1000, 3_000_000);
    }

    [Fact]
    public void Report_of_an_empty_graph_is_a_header()
    {
        var file = new GraphFile { Path = "", Format = "test", Title = "", TaskNames = [], Costs = [], EdgeFrom = [], EdgeTo = [], Unit = CostUnit.Plain };
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        SvgReport.Write(output, file, file.BuildGraph(), new Plan(), new Schedule());
        Assert.Contains("Tasks\n0", new SvgPicture(XDocument.Parse(output.ToString())).VisibleText, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_of_one_task_draws_it_as_critical()
    {
        var one = new RenderCase(1, [], [5_000_000]);
        XElement task = Assert.Single(one.Picture().Tasks);
        Assert.Contains("c", SvgPicture.Classes(task));
        Assert.Contains("5 s", task.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_without_edges_stand_below_the_levels()
    {
        var graph = new RenderCase(30, [(3, 4), (4, 5)], []);
        SvgPicture picture = graph.Picture();
        Box[] boxes = picture.Tasks.OrderBy(static task => SvgPicture.Int(task, "data-node")).Select(SvgPicture.BoxOf).ToArray();
        double end = new[] { 3, 4, 5 }.Max(node => boxes[node].Bottom);
        Assert.All(Enumerable.Range(0, 30).Except([3, 4, 5]), node => Assert.True(boxes[node].Top > end));
        Assert.Contains("27 tasks without edges", picture.VisibleText, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_chain_is_broken_into_rows_that_fit_the_page()
    {
        SvgPicture picture = RenderCase.Chain(60).Picture();
        Assert.Equal(1200, SvgPicture.Number(picture.Root, "width"));
        Assert.InRange(SvgPicture.Number(picture.Root, "height"), 100, 1200);
        Box[] boxes = Array.ConvertAll(picture.Tasks, SvgPicture.BoxOf);
        Assert.Equal(6, boxes.Select(static box => box.Top).Distinct().Count());
        Assert.All(boxes.Zip(boxes.Skip(1)), static pair => Assert.True(pair.Second.Left > pair.First.Right || pair.Second.Top > pair.First.Bottom));
        Assert.Contains("row by row", picture.VisibleText, StringComparison.Ordinal);
    }

    [Fact]
    public void Wide_graph_is_never_broken_into_rows()
    {
        Assert.Equal(0, RenderCase.Random(200, 2, 20, seed: 6, workers: 4).Picture().RowPitch);
    }

    [Fact]
    public void Report_without_a_schedule_has_no_chart()
    {
        SvgPicture picture = RenderCase.Chain(5).Picture(withSchedule: false);
        Assert.Null(picture.Gantt);
        Assert.DoesNotContain("Makespan", picture.VisibleText, StringComparison.Ordinal);
    }

    [RealDataTheory]
    [InlineData("wfinstances/montage-chameleon-dss-05d-001.json", 58, 3)]
    [InlineData("wfinstances/rnaseq-dirt02-001.json", 197, 4)]
    [InlineData("wfinstances/montage-chameleon-2mass-04d-001.json.gz", 0, 8)]
    [InlineData("graphs/epfl_router.edges.gz", 317, 2)]
    [InlineData("stg/50/rand0000.stg", 52, 4)]
    public void Report_of_a_real_workflow_draws_its_tasks(string path, int drawn, int workers)
    {
        GraphFile file = GraphFileReader.Read(TestData.File(path));
        Digraph graph = file.BuildGraph();
        var plan = new Plan();
        Planner.Plan(graph, plan);
        var schedule = new Schedule();
        ListScheduler.Schedule(graph, plan, workers, schedule);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        SvgReport.Write(output, file, graph, plan, schedule);
        var picture = new SvgPicture(XDocument.Parse(output.ToString()));
        Assert.Equal(drawn, picture.Tasks.Length);
        Assert.Equal(graph.NodeCount, picture.Bars.Sum(static bar => bar.Attribute("data-count") is null ? 1 : SvgPicture.Int(bar, "data-count")));
    }
}
