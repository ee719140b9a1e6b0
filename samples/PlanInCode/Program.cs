// Plans a small release pipeline in code: what runs when, what the whole waits for, and how much four workers help.
using Engine.Graphs;

string[] names = ["fetch", "restore", "compile", "unit tests", "lint", "package", "integration tests", "docs", "publish"];
long[] seconds = [20, 45, 180, 240, 60, 30, 420, 90, 15];

using var builder = new DigraphBuilder { Names = names };
builder.AddNodes(seconds);
builder.AddEdge(from: 0, to: 1);
builder.AddEdge(1, 2);
builder.AddEdge(1, 4);
builder.AddEdge(2, 3);
builder.AddEdge(2, 5);
builder.AddEdge(5, 6);
builder.AddEdge(0, 7);
builder.AddEdge(3, 8);
builder.AddEdge(4, 8);
builder.AddEdge(6, 8);
builder.AddEdge(7, 8);
Digraph graph = builder.Build();

var plan = new Plan();
Planner.Plan(graph, plan);
Console.WriteLine($"work {plan.Work} s, critical path {plan.Span} s, parallelism {plan.Parallelism:F2}");
foreach (int step in plan.CriticalPath)
{
    Console.WriteLine($"  {plan.EarliestStart[step],4} s  {names[step]}");
}

var schedule = new Schedule();
foreach (int workers in (int[])[1, 2, 4])
{
    ListScheduler.Schedule(graph, plan, workers, schedule);
    Console.WriteLine($"{workers} worker(s): {schedule.Makespan} s");
}

// Planning and scheduling again into the same objects takes no memory: do it as often as estimates change.
long before = GC.GetAllocatedBytesForCurrentThread();
for (int round = 0; round < 1_000; round++)
{
    Planner.Plan(graph, plan);
    ListScheduler.Schedule(graph, plan, workers: 4, schedule);
}

long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
Console.WriteLine($"planned and scheduled 1,000 times more: bytes={bytes}");
return bytes == 0 && plan.Span == 710 ? 0 : 1;
