using System.Globalization;
using System.Xml.Linq;
using Engine.Host.Render.Layout;
using Engine.Tests.Graphs;
using FsCheck.Xunit;

namespace Engine.Tests.Host.Render;

public class GanttPictureTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 60)]
    public void Bars_stand_where_the_schedule_says(RandomDag dag)
    {
        if (dag.Case.NodeCount == 0)
        {
            return;
        }

        var graph = new RenderCase(dag.Case, workers: 1 + (dag.Case.EdgeCount % 5));
        SvgPicture picture = graph.Picture();
        double left = SvgPicture.Number(picture.Gantt!, "data-left"), width = SvgPicture.Number(picture.Gantt!, "data-width");
        double perTime = graph.Schedule.Makespan == 0 ? 0 : width / graph.Schedule.Makespan;
        int tasks = 0;
        foreach (XElement bar in picture.Bars)
        {
            if (bar.Attribute("data-count") is not null)
            {
                tasks += SvgPicture.Int(bar, "data-count");
                continue;
            }

            tasks++;
            int task = SvgPicture.Int(bar, "data-task");
            Box box = SvgPicture.Rectangle(bar);
            long start = graph.Schedule.Start[task], end = graph.Schedule.End[task];
            Assert.Equal(start.ToString(CultureInfo.InvariantCulture), bar.Attribute("data-start")!.Value);
            Assert.Equal(end.ToString(CultureInfo.InvariantCulture), bar.Attribute("data-end")!.Value);
            Assert.Equal(graph.Schedule.Worker[task], SvgPicture.Int(bar, "data-worker"));
            Assert.Equal(left + (start * perTime), box.Left, 0.011);
            Assert.Equal(Math.Max(0.8, (end - start) * perTime), box.Width, 0.011);
            Assert.Equal(graph.Plan.CriticalPath.Contains(task), SvgPicture.Classes(bar)[0] == "bc");
        }

        Assert.Equal(graph.Graph.NodeCount, tasks);
    }

    [Fact]
    public void Bars_of_one_worker_share_a_lane_of_their_own()
    {
        SvgPicture picture = RenderCase.Random(60, 1, 20, seed: 2, workers: 6).Picture();
        var lanes = picture.Bars.GroupBy(static bar => SvgPicture.Int(bar, "data-worker")).Select(static lane => lane.Select(static bar => SvgPicture.Number(bar, "y")).Distinct().ToArray()).ToArray();
        Assert.All(lanes, static lane => Assert.Single(lane));
        Assert.Equal(lanes.Length, lanes.Select(static lane => lane[0]).Distinct().Count());
    }

    [Fact]
    public void Tasks_below_a_pixel_are_merged_and_the_picture_says_so()
    {
        RenderCase graph = RenderCase.Random(20_000, 1, 500, seed: 5, workers: 4);
        SvgPicture picture = graph.Picture();
        Assert.InRange(picture.Bars.Length, 1, 6000);
        Assert.Equal(20_000, picture.Bars.Sum(static bar => bar.Attribute("data-count") is null ? 1 : SvgPicture.Int(bar, "data-count")));
        Assert.Contains("drawn as merged bars", picture.VisibleText, StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_without_a_task_get_no_lane_but_a_note()
    {
        SvgPicture picture = RenderCase.Chain(4, workers: 64).Picture();
        Assert.Single(picture.Bars.Select(static bar => SvgPicture.Int(bar, "data-worker")).Distinct());
        Assert.Contains("63 more workers without a task", picture.VisibleText, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_is_drawn_when_lanes_would_be_too_many()
    {
        SvgPicture picture = RenderCase.Random(2000, 0.1, 500, seed: 5, workers: 1000).Picture();
        Assert.Null(picture.Gantt);
        Assert.Contains("1,000 workers are too many", picture.VisibleText, StringComparison.Ordinal);
        Assert.Contains("1,000 busy", picture.VisibleText, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_are_named_once_when_they_are_equal()
    {
        Assert.Contains("makespan 10 ms = lower bound", RenderCase.Chain(4).Picture().VisibleText, StringComparison.Ordinal);
    }

    [Fact]
    public void Legend_explains_only_what_is_drawn()
    {
        string text = RenderCase.Chain(4).Picture().VisibleText;
        Assert.Contains("task on the critical path", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no schedule on as many workers", text, StringComparison.Ordinal);
    }
}
