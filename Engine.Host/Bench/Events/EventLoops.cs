using System.Runtime.InteropServices;
using Engine.Events;

namespace Engine.Host.Bench.Events;

/// <summary>The payload of a hand-written loop: as long as a small event.</summary>
internal readonly record struct EventPayload(long Value, long Extra);

/// <summary>What one writes without a router: a switch over the type of each event, and a table of delegates.</summary>
internal sealed class EventLoops
{
    private readonly Dictionary<long, EventBalance> _balances = [];
    private readonly Action<EventPayload>[] _table;

    public EventLoops() => _table =
    [
        payload => On0(in payload),
        payload => On1(in payload),
        payload => On2(in payload),
        payload => On3(in payload),
        payload => On4(in payload),
        payload => On5(in payload),
        payload => On6(in payload),
        payload => On7(in payload),
        payload => On8(in payload),
        payload => On9(in payload),
        payload => On10(in payload),
        payload => On11(in payload),
        payload => On12(in payload),
        payload => On13(in payload),
        payload => On14(in payload),
        payload => On15(in payload),
    ];

    public EventTotals Totals { get; } = new();

    /// <summary>The state of a key; default where there is none.</summary>
    public EventBalance BalanceOf(long key) => _balances.GetValueOrDefault(key);

    /// <summary>One switch per event.</summary>
    public void Switch(ReadOnlySpan<byte> types, ReadOnlySpan<EventPayload> payloads)
    {
        payloads = payloads[..types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            ref readonly EventPayload payload = ref payloads[i];
            switch (types[i])
            {
                case 0:
                    On0(in payload);
                    break;
                case 1:
                    On1(in payload);
                    break;
                case 2:
                    On2(in payload);
                    break;
                case 3:
                    On3(in payload);
                    break;
                case 4:
                    On4(in payload);
                    break;
                case 5:
                    On5(in payload);
                    break;
                case 6:
                    On6(in payload);
                    break;
                case 7:
                    On7(in payload);
                    break;
                case 8:
                    On8(in payload);
                    break;
                case 9:
                    On9(in payload);
                    break;
                case 10:
                    On10(in payload);
                    break;
                case 11:
                    On11(in payload);
                    break;
                case 12:
                    On12(in payload);
                    break;
                case 13:
                    On13(in payload);
                    break;
                case 14:
                    On14(in payload);
                    break;
                case 15:
                    On15(in payload);
                    break;
            }
        }
    }

    /// <summary>One switch per record: header, payload, header, payload.</summary>
    public void SwitchRecords(ReadOnlySpan<byte> records)
    {
        while (records.Length > 0)
        {
            ref readonly EventHeader header = ref MemoryMarshal.AsRef<EventHeader>(records);
            ref readonly EventPayload payload = ref MemoryMarshal.AsRef<EventPayload>(records[EventHeader.SizeBytes..]);
            switch (header.TypeId)
            {
                case 1:
                    On0(in payload);
                    break;
                case 2:
                    On1(in payload);
                    break;
                case 3:
                    On2(in payload);
                    break;
                case 4:
                    On3(in payload);
                    break;
                case 5:
                    On4(in payload);
                    break;
                case 6:
                    On5(in payload);
                    break;
                case 7:
                    On6(in payload);
                    break;
                case 8:
                    On7(in payload);
                    break;
                case 9:
                    On8(in payload);
                    break;
                case 10:
                    On9(in payload);
                    break;
                case 11:
                    On10(in payload);
                    break;
                case 12:
                    On11(in payload);
                    break;
                case 13:
                    On12(in payload);
                    break;
                case 14:
                    On13(in payload);
                    break;
                case 15:
                    On14(in payload);
                    break;
                case 16:
                    On15(in payload);
                    break;
            }

            records = records[(EventHeader.SizeBytes + header.PayloadBytes)..];
        }
    }

    /// <summary>One call through a table per event.</summary>
    public void Table(ReadOnlySpan<byte> types, ReadOnlySpan<EventPayload> payloads)
    {
        payloads = payloads[..types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            _table[types[i]](payloads[i]);
        }
    }

    /// <summary>One look into a dictionary and one switch per event.</summary>
    public void SwitchWithKeys(ReadOnlySpan<byte> types, ReadOnlySpan<long> keys, ReadOnlySpan<EventPayload> payloads)
    {
        payloads = payloads[..types.Length];
        keys = keys[..types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            ref EventBalance state = ref CollectionsMarshal.GetValueRefOrAddDefault(_balances, keys[i], out _);
            ref readonly EventPayload payload = ref payloads[i];
            switch (types[i])
            {
                case 0:
                    On0(ref state, in payload);
                    break;
                case 1:
                    On1(ref state, in payload);
                    break;
                case 2:
                    On2(ref state, in payload);
                    break;
                case 3:
                    On3(ref state, in payload);
                    break;
                case 4:
                    On4(ref state, in payload);
                    break;
                case 5:
                    On5(ref state, in payload);
                    break;
                case 6:
                    On6(ref state, in payload);
                    break;
                case 7:
                    On7(ref state, in payload);
                    break;
                case 8:
                    On8(ref state, in payload);
                    break;
                case 9:
                    On9(ref state, in payload);
                    break;
                case 10:
                    On10(ref state, in payload);
                    break;
                case 11:
                    On11(ref state, in payload);
                    break;
                case 12:
                    On12(ref state, in payload);
                    break;
                case 13:
                    On13(ref state, in payload);
                    break;
                case 14:
                    On14(ref state, in payload);
                    break;
                case 15:
                    On15(ref state, in payload);
                    break;
            }
        }
    }

    private void On0(in EventPayload payload) => Totals.Add(0, payload.Value, payload.Extra);

    private void On1(in EventPayload payload) => Totals.Add(1, payload.Value, payload.Extra);

    private void On2(in EventPayload payload) => Totals.Add(2, payload.Value, payload.Extra);

    private void On3(in EventPayload payload) => Totals.Add(3, payload.Value, payload.Extra);

    private void On4(in EventPayload payload) => Totals.Add(4, payload.Value, payload.Extra);

    private void On5(in EventPayload payload) => Totals.Add(5, payload.Value, payload.Extra);

    private void On6(in EventPayload payload) => Totals.Add(6, payload.Value, payload.Extra);

    private void On7(in EventPayload payload) => Totals.Add(7, payload.Value, payload.Extra);

    private void On8(in EventPayload payload) => Totals.Add(8, payload.Value, payload.Extra);

    private void On9(in EventPayload payload) => Totals.Add(9, payload.Value, payload.Extra);

    private void On10(in EventPayload payload) => Totals.Add(10, payload.Value, payload.Extra);

    private void On11(in EventPayload payload) => Totals.Add(11, payload.Value, payload.Extra);

    private void On12(in EventPayload payload) => Totals.Add(12, payload.Value, payload.Extra);

    private void On13(in EventPayload payload) => Totals.Add(13, payload.Value, payload.Extra);

    private void On14(in EventPayload payload) => Totals.Add(14, payload.Value, payload.Extra);

    private void On15(in EventPayload payload) => Totals.Add(15, payload.Value, payload.Extra);

    private static void On0(ref EventBalance state, in EventPayload payload) => state.Add(0, payload.Value);

    private static void On1(ref EventBalance state, in EventPayload payload) => state.Add(1, payload.Value);

    private static void On2(ref EventBalance state, in EventPayload payload) => state.Add(2, payload.Value);

    private static void On3(ref EventBalance state, in EventPayload payload) => state.Add(3, payload.Value);

    private static void On4(ref EventBalance state, in EventPayload payload) => state.Add(4, payload.Value);

    private static void On5(ref EventBalance state, in EventPayload payload) => state.Add(5, payload.Value);

    private static void On6(ref EventBalance state, in EventPayload payload) => state.Add(6, payload.Value);

    private static void On7(ref EventBalance state, in EventPayload payload) => state.Add(7, payload.Value);

    private static void On8(ref EventBalance state, in EventPayload payload) => state.Add(8, payload.Value);

    private static void On9(ref EventBalance state, in EventPayload payload) => state.Add(9, payload.Value);

    private static void On10(ref EventBalance state, in EventPayload payload) => state.Add(10, payload.Value);

    private static void On11(ref EventBalance state, in EventPayload payload) => state.Add(11, payload.Value);

    private static void On12(ref EventBalance state, in EventPayload payload) => state.Add(12, payload.Value);

    private static void On13(ref EventBalance state, in EventPayload payload) => state.Add(13, payload.Value);

    private static void On14(ref EventBalance state, in EventPayload payload) => state.Add(14, payload.Value);

    private static void On15(ref EventBalance state, in EventPayload payload) => state.Add(15, payload.Value);
}
