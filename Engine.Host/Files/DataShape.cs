using System.Buffers;

namespace Engine.Host.Files;

/// <summary>Tells formats of plain numbers apart by their first lines.</summary>
internal static class DataShape
{
    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789 \t"u8);

    /// <summary>
    /// How many numbers each of the first two data lines has; empty when there is anything but numbers in them. A '#'
    /// starts a comment.
    /// </summary>
    public static int[] NumbersPerLine(ReadOnlySpan<byte> head)
    {
        var counts = new List<int>(2);
        byte lineEnd = LineScanner.LineEndOf(head);
        while (!head.IsEmpty && counts.Count < 2)
        {
            int end = head.IndexOf(lineEnd);
            ReadOnlySpan<byte> line = end < 0 ? head : head[..end];
            int comment = line.IndexOf((byte)'#');
            line = (comment < 0 ? line : line[..comment]).Trim(" \t\r"u8);
            head = end < 0 ? default : head[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            if (line.ContainsAnyExcept(NumberBytes))
            {
                return [];
            }

            counts.Add(CountWords(line));
        }

        return [.. counts];
    }

    private static int CountWords(ReadOnlySpan<byte> line)
    {
        int words = 0;
        bool inWord = false;
        foreach (byte value in line)
        {
            bool blank = value is (byte)' ' or (byte)'\t';
            words += !blank && !inWord ? 1 : 0;
            inWord = !blank;
        }

        return words;
    }
}
