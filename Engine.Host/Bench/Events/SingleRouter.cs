namespace Engine.Host.Bench.Events;

/// <summary>Handlers that take one event at a time.</summary>
[EventRouter]
internal sealed partial class SingleRouter
{
    public EventTotals Totals { get; } = new();

    [OnEvent]
    public void On(in Small0 one) => Totals.Add(0, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small1 one) => Totals.Add(1, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small2 one) => Totals.Add(2, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small3 one) => Totals.Add(3, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small4 one) => Totals.Add(4, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small5 one) => Totals.Add(5, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small6 one) => Totals.Add(6, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small7 one) => Totals.Add(7, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small8 one) => Totals.Add(8, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small9 one) => Totals.Add(9, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small10 one) => Totals.Add(10, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small11 one) => Totals.Add(11, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small12 one) => Totals.Add(12, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small13 one) => Totals.Add(13, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small14 one) => Totals.Add(14, one.Value, one.Extra);

    [OnEvent]
    public void On(in Small15 one) => Totals.Add(15, one.Value, one.Extra);
}
