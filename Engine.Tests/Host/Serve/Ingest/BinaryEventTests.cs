using System.Text;
using Engine.Host.Serve.Ingest;

namespace Engine.Tests.Host.Serve.Ingest;

public class BinaryEventTests
{
    [Fact]
    public void Batch_reaches_its_runs_and_comes_twice_only_once()
    {
        EventHub hub = Staging.NewHub();
        var run = new RunEvents();
        hub.SetRun(hub.Targets.Add("w"), run);
        byte[] body = Batch(["task_started", "mine"], ["w", "other"], (1, 5, 0, 0, "{\"a\":1}"), (2, 6, 1, 0, ""), (3, 7, 0, 1, "x"), (4, long.MinValue, 0, BinaryEventReader.NoWorkflow, ""));
        Assert.Equal(new EventCounts(4, 2, 0, 2, 0, 2), Staging.Send(hub, body, EventFormat.Binary));
        Assert.Equal(new EventCounts(4, 0, 4, 0, 0, 0), Staging.Send(hub, body, EventFormat.Binary));
        hub.Read(run, static (hub, dead, run) =>
        {
            Assert.Equal(2, run.Count);
            KeptEvent first = run[0];
            Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(first.Data));
            Assert.Equal("01000000000000000700000000000000", Encoding.UTF8.GetString(first.IdText));
            Assert.Equal((5, "task_started", true), (first.TimeMicros, hub.Types.NameOf(first.Type), first.IsJson));
            Assert.Equal("mine", hub.Types.NameOf(run[1].Type));
            Assert.Equal(["other", ""], dead.After(0, 10).Select(static letter => letter.Workflow));
            Assert.False(dead.Find(1)!.Event.IsJson);
            return true;
        });
    }

    [Fact]
    public void Batch_that_is_cut_off_anywhere_is_refused_and_not_applied()
    {
        EventHub hub = Staging.NewHub();
        byte[] body = Batch(["task_started"], ["w"], (1, 5, 0, 0, "abc"), (2, 6, 0, 0, "de"));
        for (int length = 0; length < body.Length; length++)
        {
            Assert.InRange(Assert.Throws<EventFormatException>(() => Staging.Send(hub, body.AsSpan(0, length), EventFormat.Binary)).Offset, 0, length);
        }

        Assert.Throws<EventFormatException>(() => Staging.Send(hub, [.. body, 0], EventFormat.Binary));
        Assert.Equal(default, hub.Counts);
        Assert.Equal(2, Staging.Send(hub, body, EventFormat.Binary).Received);
    }

    [Fact]
    public void Any_byte_may_be_wrong()
    {
        byte[] body = Batch(["task_started"], ["w"], (1, 5, 0, 0, "abc"), (2, 6, 0, 0, "de"));
        for (int at = 0; at < body.Length; at++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7F, 0x80, 0xFF])
            {
                byte[] changed = [.. body];
                changed[at] = value;
                EventHub hub = Staging.NewHub();
                try
                {
                    Assert.Equal(2, Staging.Send(hub, changed, EventFormat.Binary).Received);
                }
                catch (EventFormatException)
                {
                    Assert.Equal(default, hub.Counts);
                }
            }
        }
    }

    [Fact]
    public void Header_that_promises_too_much_is_refused_before_it_costs_memory()
    {
        byte[] body = Batch([], []);
        BitConverter.TryWriteBytes(body.AsSpan(4), uint.MaxValue);
        Assert.Contains($"{EventLimits.Events}", Assert.Throws<EventFormatException>(() => Staging.Send(Staging.NewHub(), body, EventFormat.Binary)).Message);
        BitConverter.TryWriteBytes(body.AsSpan(4), EventLimits.Events);
        Assert.Throws<EventFormatException>(() => Staging.Send(Staging.NewHub(), body, EventFormat.Binary));
    }

    [Fact]
    public void Reading_and_applying_again_allocates_nothing()
    {
        EventHub hub = Staging.NewHub();
        hub.SetRun(hub.Targets.Add("w"), new RunEvents());
        (ulong, long, ushort, ushort, string)[] events = [.. Enumerable.Range(0, 300).Select(static number => ((ulong)number, (long)number, (ushort)0, (ushort)0, "{\"n\":12}"))];
        EventStage stage = Staging.Stage(hub, Batch(["task_started"], ["w"], events));
        int round = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            stage.ClearEvents();
            EventReader.Read(stage, EventFormat.Binary);
            // New ids each time: the seventh byte of the second half.
            round++;
            foreach (StagedEvent staged in stage.Events)
            {
                stage.Bytes[staged.IdStart + 15] = (byte)round;
            }

            hub.Apply(stage);
        }));
    }

    internal static byte[] Batch(string[] types, string[] workflows, params (ulong Id, long Time, ushort Type, ushort Workflow, string Data)[] events)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(BinaryEventReader.Magic);
        writer.Write(events.Length);
        writer.Write((ushort)types.Length);
        writer.Write((ushort)workflows.Length);
        writer.Write(events.Sum(static one => Encoding.UTF8.GetByteCount(one.Data)));
        foreach (string name in types.Concat(workflows))
        {
            writer.Write((ushort)Encoding.UTF8.GetByteCount(name));
            writer.Write(Encoding.UTF8.GetBytes(name));
        }

        foreach ((ulong id, long time, ushort type, ushort workflow, string data) in events)
        {
            writer.Write(id);
            writer.Write(7UL);
            writer.Write(time);
            writer.Write(type);
            writer.Write(workflow);
            writer.Write(Encoding.UTF8.GetByteCount(data));
        }

        foreach ((_, _, _, _, string data) in events)
        {
            writer.Write(Encoding.UTF8.GetBytes(data));
        }

        writer.Flush();
        return bytes.ToArray();
    }
}
