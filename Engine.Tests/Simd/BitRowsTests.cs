using Engine.Internal;

namespace Engine.Tests.Simd;

public class BitRowsTests
{
    private const int Words = BitRows.Width / 64;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(7, 9)]
    [InlineData(0, 17)]
    public void UnionAndRepeats_equals_bit_by_bit_and_leaves_other_rows_alone(int firstCount, int thenCount)
    {
        var random = new Random((firstCount * 100) + thenCount);
        int rowCount = firstCount + thenCount + 3, row = random.Next(rowCount);
        bool[][] model = [.. Enumerable.Range(0, rowCount).Select(_ => new bool[BitRows.Width])];
        using var rows = new BitRows(rowCount);
        for (int other = 0; other < rowCount; other++)
        {
            rows.Union(other, []);
            for (int i = 0; i < 200; i++)
            {
                int bit = random.Next(BitRows.Width);
                rows.Set(other, bit);
                model[other][bit] = true;
            }
        }

        int[] others = [.. Enumerable.Range(0, rowCount).Where(other => other != row)];
        random.Shuffle(others);
        int[] first = others[..firstCount], then = others[firstCount..(firstCount + thenCount)];
        bool[] once = new bool[BitRows.Width], repeated = new bool[BitRows.Width];
        for (int bit = 0; bit < BitRows.Width; bit++)
        {
            once[bit] = first.Any(other => model[other][bit]);
            foreach (int other in then)
            {
                repeated[bit] |= once[bit] && model[other][bit];
                once[bit] |= model[other][bit];
            }
        }

        const ulong Guard = 0xABCD_EF01_2345_6789;
        Span<ulong> twice = stackalloc ulong[Words + 2];
        twice.Fill(Guard);
        rows.UnionAndRepeats(row, first, then, twice[1..^1]);
        Assert.Equal(Guard, twice[0]);
        Assert.Equal(Guard, twice[^1]);
        model[row] = once;
        EqualsModel(rows, model);
        for (int bit = 0; bit < BitRows.Width; bit++)
        {
            Assert.Equal(repeated[bit], (twice[1 + (bit / 64)] >> (bit % 64) & 1) != 0);
        }

        rows.Union(row, others);
        model[row] = [.. Enumerable.Range(0, BitRows.Width).Select(bit => others.Any(other => model[other][bit]))];
        EqualsModel(rows, model);
    }

    private static void EqualsModel(BitRows rows, bool[][] model)
    {
        for (int row = 0; row < model.Length; row++)
        {
            Assert.Equal(model[row].Count(static bit => bit), rows.Count(row));
            for (int bit = 0; bit < BitRows.Width; bit++)
            {
                Assert.True(model[row][bit] == rows.Has(row, bit), $"Row {row}, bit {bit}.");
            }
        }
    }
}
