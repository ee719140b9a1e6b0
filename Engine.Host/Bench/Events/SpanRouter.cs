namespace Engine.Host.Bench.Events;

/// <summary>Handlers that take all events of their type at once.</summary>
[EventRouter]
internal sealed partial class SpanRouter
{
    public EventTotals Totals { get; } = new();

    [OnEvent]
    public void On(ReadOnlySpan<Small0> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small0 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(0, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small1> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small1 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(1, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small2> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small2 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(2, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small3> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small3 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(3, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small4> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small4 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(4, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small5> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small5 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(5, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small6> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small6 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(6, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small7> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small7 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(7, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small8> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small8 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(8, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small9> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small9 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(9, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small10> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small10 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(10, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small11> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small11 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(11, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small12> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small12 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(12, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small13> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small13 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(13, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small14> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small14 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(14, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Small15> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Small15 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(15, sum, most);
    }
}
