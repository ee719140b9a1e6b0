using System.Buffers.Text;
using System.Text.Json;
using Engine.Graphs;
using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>
/// The answer of `engine plan --json`: one object, tasks as 0-based positions in the file, times in the file's own unit
/// and exact to the last digit. Streams: a million tasks take no more memory than ten.
/// </summary>
internal sealed class PlanJson
{
    private static readonly JsonEncodedText Task = JsonEncodedText.Encode("task"), Worker = JsonEncodedText.Encode("worker"),
        Start = JsonEncodedText.Encode("start"), End = JsonEncodedText.Encode("end");

    private readonly Utf8JsonWriter _json;
    private readonly CostUnit _unit;

    private PlanJson(Utf8JsonWriter json, CostUnit unit)
    {
        _json = json;
        _unit = unit;
    }

    /// <summary>Writes the answer for a graph that has a plan, and a line end.</summary>
    public static void Write(Stream output, PlanAnswer answer)
    {
        // The structure below is fixed, so checking it on every number would only cost time.
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            new PlanJson(json, answer.Unit).WriteAnswer(answer);
        }

        output.WriteByte((byte)'\n');
    }

    /// <summary>Writes the answer for a graph without one: its cycle.</summary>
    public static void WriteCycle(Stream output, ReadOnlySpan<int> cycle)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            new PlanJson(json, CostUnit.Plain).WriteList("cycle", cycle);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private void WriteAnswer(PlanAnswer answer)
    {
        Plan plan = answer.Plan;
        _json.WriteStartObject();
        _json.WriteNumber("nodes", answer.Graph.NodeCount);
        _json.WriteNumber("edges", answer.Graph.EdgeCount);
        WriteList("order", answer.Order ?? plan.Order);
        _json.WriteStartArray("levels");
        for (int level = 0; level < plan.LevelCount; level++)
        {
            _json.WriteStartArray();
            WriteNumbers(plan.Level(level));
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
        WriteList("critical_path", plan.CriticalPath);
        _json.WritePropertyName("critical_path_length");
        WriteCost(plan.Span);
        if (answer.KeptEdges is not null)
        {
            WriteReduction(answer.Graph, answer.KeptEdges);
        }

        if (answer.MaxParallelism is { } maxParallelism)
        {
            _json.WriteNumber("max_parallelism", maxParallelism);
        }

        if (answer.Schedules is not null)
        {
            _json.WriteStartArray("schedules");
            foreach (Schedule schedule in answer.Schedules)
            {
                WriteSchedule(schedule);
            }

            _json.WriteEndArray();
        }

        _json.WriteEndObject();
    }

    private void WriteReduction(Digraph graph, bool[] keptEdges)
    {
        ReadOnlySpan<int> offsets = graph.Offsets, targets = graph.Targets;
        _json.WriteStartArray("reduction");
        for (int node = 0; node < graph.NodeCount; node++)
        {
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                if (keptEdges[edge])
                {
                    _json.WriteStartArray();
                    _json.WriteNumberValue(node);
                    _json.WriteNumberValue(targets[edge]);
                    _json.WriteEndArray();
                }
            }

            _json.FlushWhenFull();
        }

        _json.WriteEndArray();
    }

    private void WriteSchedule(Schedule schedule)
    {
        ReadOnlySpan<long> start = schedule.Start, end = schedule.End;
        ReadOnlySpan<int> worker = schedule.Worker;
        _json.WriteStartObject();
        _json.WriteNumber("m", schedule.WorkerCount);
        _json.WritePropertyName("makespan");
        WriteCost(schedule.Makespan);
        _json.WriteStartArray("tasks");
        for (int task = 0; task < start.Length; task++)
        {
            _json.WriteStartObject();
            _json.WriteNumber(Task, task);
            _json.WriteNumber(Worker, worker[task]);
            _json.WritePropertyName(Start);
            WriteCost(start[task]);
            _json.WritePropertyName(End);
            WriteCost(end[task]);
            _json.WriteEndObject();
            _json.FlushWhenFull();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteList(string name, ReadOnlySpan<int> numbers)
    {
        _json.WriteStartArray(name);
        WriteNumbers(numbers);
        _json.WriteEndArray();
    }

    private void WriteNumbers(ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            _json.WriteNumberValue(number);
            _json.FlushWhenFull();
        }
    }

    /// <summary>A cost in the file's unit as the exact decimal: a double would round after 2^53 and print what nobody wrote.</summary>
    private void WriteCost(long cost)
    {
        if (_unit.PerFileUnit == 1)
        {
            _json.WriteNumberValue(cost);
            return;
        }

        Span<byte> text = stackalloc byte[48];
        (long whole, long part) = Math.DivRem(cost, _unit.PerFileUnit);
        Utf8Formatter.TryFormat(whole, text, out int length);
        if (part != 0)
        {
            text[length++] = (byte)'.';
            for (long digit = _unit.PerFileUnit / 10; part != 0; digit /= 10)
            {
                text[length++] = (byte)('0' + (part / digit));
                part %= digit;
            }
        }

        _json.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
