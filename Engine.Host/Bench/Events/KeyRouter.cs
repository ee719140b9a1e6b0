namespace Engine.Host.Bench.Events;

/// <summary>Handlers that update the state of the event's key.</summary>
[EventRouter]
internal sealed partial class KeyRouter
{
    [OnEvent]
    public static void On(in Small0 one, ref EventBalance balance) => balance.Add(0, one.Value);

    [OnEvent]
    public static void On(in Small1 one, ref EventBalance balance) => balance.Add(1, one.Value);

    [OnEvent]
    public static void On(in Small2 one, ref EventBalance balance) => balance.Add(2, one.Value);

    [OnEvent]
    public static void On(in Small3 one, ref EventBalance balance) => balance.Add(3, one.Value);

    [OnEvent]
    public static void On(in Small4 one, ref EventBalance balance) => balance.Add(4, one.Value);

    [OnEvent]
    public static void On(in Small5 one, ref EventBalance balance) => balance.Add(5, one.Value);

    [OnEvent]
    public static void On(in Small6 one, ref EventBalance balance) => balance.Add(6, one.Value);

    [OnEvent]
    public static void On(in Small7 one, ref EventBalance balance) => balance.Add(7, one.Value);

    [OnEvent]
    public static void On(in Small8 one, ref EventBalance balance) => balance.Add(8, one.Value);

    [OnEvent]
    public static void On(in Small9 one, ref EventBalance balance) => balance.Add(9, one.Value);

    [OnEvent]
    public static void On(in Small10 one, ref EventBalance balance) => balance.Add(10, one.Value);

    [OnEvent]
    public static void On(in Small11 one, ref EventBalance balance) => balance.Add(11, one.Value);

    [OnEvent]
    public static void On(in Small12 one, ref EventBalance balance) => balance.Add(12, one.Value);

    [OnEvent]
    public static void On(in Small13 one, ref EventBalance balance) => balance.Add(13, one.Value);

    [OnEvent]
    public static void On(in Small14 one, ref EventBalance balance) => balance.Add(14, one.Value);

    [OnEvent]
    public static void On(in Small15 one, ref EventBalance balance) => balance.Add(15, one.Value);
}
