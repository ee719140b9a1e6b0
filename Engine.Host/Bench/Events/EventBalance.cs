namespace Engine.Host.Bench.Events;

/// <summary>What handlers keep per key.</summary>
internal struct EventBalance
{
    public long Amount;
    public int Count;

    public void Add(int type, long value)
    {
        Amount += value + type;
        Count++;
    }
}
