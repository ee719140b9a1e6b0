using System.Globalization;

namespace Engine.Internal;

/// <summary>How files of a journal are called: numbered where they hold a part of it, spare where they are room for the next.</summary>
internal static class SegmentNames
{
    private const string Suffix = ".segment";
    private const string SparePrefix = "spare-";
    private const string UnfinishedPrefix = "unfinished-";

    public static string OfSegment(long number) => number.ToString("D12", CultureInfo.InvariantCulture) + Suffix;

    public static string OfSpare(long number) => SparePrefix + number.ToString(CultureInfo.InvariantCulture) + Suffix;

    public static string OfUnfinished(long number) => UnfinishedPrefix + number.ToString(CultureInfo.InvariantCulture) + Suffix;

    public static bool TryParseSpare(string name, out long number)
    {
        number = 0;
        return name.StartsWith(SparePrefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(SparePrefix.Length, name.Length - SparePrefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static bool IsUnfinished(string name) => name.StartsWith(UnfinishedPrefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    public static bool TryParse(string name, out long number)
    {
        number = 0;
        return name.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number > 0 && name == OfSegment(number);
    }
}
