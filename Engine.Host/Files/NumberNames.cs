using System.Collections;
using System.Globalization;

namespace Engine.Host.Files;

/// <summary>Names of tasks that have none: their positions. Made when asked for, since most are never shown.</summary>
internal sealed class NumberNames(int count) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index] => (uint)index < (uint)count
        ? index.ToString(CultureInfo.InvariantCulture)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {count} names.");

    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
