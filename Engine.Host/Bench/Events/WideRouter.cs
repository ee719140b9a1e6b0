namespace Engine.Host.Bench.Events;

/// <summary>Handlers of events of many lengths.</summary>
[EventRouter]
internal sealed partial class WideRouter
{
    public EventTotals Totals { get; } = new();

    [OnEvent]
    public void On(ReadOnlySpan<Wide0> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide0 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(0, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide1> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide1 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(1, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide2> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide2 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(2, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide3> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide3 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(3, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide4> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide4 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(4, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide5> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide5 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(5, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide6> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide6 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(6, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide7> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide7 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(7, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide8> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide8 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(8, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide9> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide9 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(9, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide10> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide10 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(10, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide11> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide11 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(11, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide12> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide12 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(12, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide13> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide13 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(13, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide14> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide14 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(14, sum, most);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Wide15> events)
    {
        long sum = 0, most = long.MinValue;
        foreach (ref readonly Wide15 one in events)
        {
            sum += one.Value;
            most = Math.Max(most, one.Extra);
        }

        Totals.Add(15, sum, most);
    }
}
