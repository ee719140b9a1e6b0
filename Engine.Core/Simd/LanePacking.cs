namespace Engine.Internal;

/// <summary>Packs the values of some lanes side by side, and puts them back.</summary>
internal static class LanePacking
{
    public static void Pack<T>(ReadOnlySpan<T> column, ReadOnlySpan<int> lanes, Span<T> packed)
    {
        packed = packed[..lanes.Length];
        for (int k = 0; k < lanes.Length; k++)
        {
            packed[k] = column[lanes[k]];
        }
    }

    public static void Unpack<T>(ReadOnlySpan<T> packed, ReadOnlySpan<int> lanes, Span<T> column)
    {
        packed = packed[..lanes.Length];
        for (int k = 0; k < lanes.Length; k++)
        {
            column[lanes[k]] = packed[k];
        }
    }
}
