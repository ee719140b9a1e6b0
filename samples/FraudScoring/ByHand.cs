using System.Numerics;
using System.Runtime.CompilerServices;

namespace FraudScoringSample;

/// <summary>The same without a workflow: loop after loop over columns of a chunk that fits the cache.</summary>
internal sealed class ByHand
{
    private const int ChunkLength = 4096;

    private readonly float[] _spend = new float[ChunkLength];
    private readonly float[] _speed = new float[ChunkLength];
    private readonly float[] _look = new float[ChunkLength];
    private readonly bool[] _isSuspicious = new bool[ChunkLength];

    /// <summary>One value after the other.</summary>
    public void Scalar(ReadOnlySpan<Transaction> transactions, Span<float> scores)
    {
        for (int first = 0; first < transactions.Length; first += ChunkLength)
        {
            int count = Math.Min(ChunkLength, transactions.Length - first);
            ReadOnlySpan<Transaction> chunk = transactions.Slice(first, count);
            Span<float> spend = _spend.AsSpan(0, count), speed = _speed.AsSpan(0, count), look = _look.AsSpan(0, count), score = scores.Slice(first, count);
            Span<bool> isSuspicious = _isSuspicious.AsSpan(0, count);
            Read(chunk, spend, speed);
            for (int i = 0; i < look.Length; i++)
            {
                look[i] = Formulas.Look(spend[i], speed[i]);
            }

            for (int i = 0; i < look.Length; i++)
            {
                isSuspicious[i] = look[i] > Formulas.Suspicious;
            }

            for (int i = 0; i < score.Length; i++)
            {
                score[i] = isSuspicious[i] ? Formulas.Risk(spend[i], speed[i], look[i]) : look[i];
            }
        }
    }

    /// <summary>Vectors: the risk of all is computed, and that of the harmless thrown away.</summary>
    public void Simd(ReadOnlySpan<Transaction> transactions, Span<float> scores)
    {
        for (int first = 0; first < transactions.Length; first += ChunkLength)
        {
            int count = Math.Min(ChunkLength, transactions.Length - first);
            Span<float> spend = _spend.AsSpan(0, count), speed = _speed.AsSpan(0, count), look = _look.AsSpan(0, count), score = scores.Slice(first, count);
            Read(transactions.Slice(first, count), spend, speed);
            Kernels.Look(spend, speed, look);
            Choose(spend, speed, look, score);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Read(ReadOnlySpan<Transaction> chunk, Span<float> spend, Span<float> speed)
    {
        spend = spend[..chunk.Length];
        speed = speed[..chunk.Length];
        for (int i = 0; i < chunk.Length; i++)
        {
            spend[i] = Formulas.Spend(in chunk[i]);
        }

        for (int i = 0; i < chunk.Length; i++)
        {
            speed[i] = Formulas.Speed(in chunk[i]);
        }
    }

    private static void Choose(ReadOnlySpan<float> spend, ReadOnlySpan<float> speed, ReadOnlySpan<float> look, Span<float> score)
    {
        var limit = new Vector<float>(Formulas.Suspicious);
        int i = 0;
        for (; i <= score.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var looks = new Vector<float>(look[i..]);
            Vector<float> risk = Formulas.Risk(new Vector<float>(spend[i..]), new Vector<float>(speed[i..]), looks);
            Vector.ConditionalSelect(Vector.GreaterThan(looks, limit), risk, looks).CopyTo(score[i..]);
        }

        for (; i < score.Length; i++)
        {
            score[i] = look[i] > Formulas.Suspicious ? Formulas.Risk(spend[i], speed[i], look[i]) : look[i];
        }
    }
}
