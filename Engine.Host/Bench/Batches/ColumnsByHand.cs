using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engine.Host.Bench.Batches;

/// <summary>
/// Baselines: the steps of <c>Bill</c> and <c>Offer</c> as loops over columns, chunk by chunk, as someone writes them who knows
/// what is to be computed; and each of them as one loop over rows, which keeps every value in a register.
/// </summary>
internal sealed class ColumnsByHand<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>As the engine takes for these steps, and where these loops are fastest: a power of two puts columns in each other's way.</summary>
    public static readonly int ChunkLength = Unsafe.SizeOf<T>() == sizeof(float) ? 832 : 384;

    private readonly int _chunkLength = ChunkLength;
    private readonly T[][] _columns = [.. Enumerable.Range(0, 9).Select(static _ => new T[ChunkLength])];
    private readonly bool[] _isLarge = new bool[ChunkLength];

    public void Bill(ReadOnlySpan<T> inputs, Span<T> outputs)
    {
        for (int first = 0; first < inputs.Length; first += _chunkLength)
        {
            int count = Math.Min(_chunkLength, inputs.Length - first);
            ReadOnlySpan<T> input = inputs.Slice(first, count);
            Span<T> net = Column(0, count), freight = Column(1, count), tax = Column(2, count), gross = Column(3, count), volume = Column(4, count);
            Span<T> sum = Column(5, count), fee = Column(6, count), reduced = Column(7, count), risk = Column(8, count);
            ColumnLoops<T>.Each<Arithmetic<T>.Net>(input, net);
            ColumnLoops<T>.Each<Arithmetic<T>.Freight>(input, freight);
            ColumnLoops<T>.Each<Arithmetic<T>.Tax>(net, tax);
            ColumnLoops<T>.Each<Arithmetic<T>.Gross>(net, tax, gross);
            ColumnLoops<T>.Each<Arithmetic<T>.Volume>(gross, volume);
            ColumnLoops<T>.Each<Arithmetic<T>.Sum>(gross, freight, sum);
            ColumnLoops<T>.Each<Arithmetic<T>.Fee>(sum, fee);
            ColumnLoops<T>.Each<Arithmetic<T>.Reduced>(volume, freight, reduced);
            ColumnLoops<T>.Each<Arithmetic<T>.Risk>(reduced, fee, risk);
            ColumnLoops<T>.Each<Arithmetic<T>.Total>(sum, risk, outputs.Slice(first, count));
        }
    }

    public void BillVectors(ReadOnlySpan<T> inputs, Span<T> outputs)
    {
        for (int first = 0; first < inputs.Length; first += _chunkLength)
        {
            int count = Math.Min(_chunkLength, inputs.Length - first);
            ReadOnlySpan<T> input = inputs.Slice(first, count);
            Span<T> net = Column(0, count), freight = Column(1, count), tax = Column(2, count), gross = Column(3, count), volume = Column(4, count);
            Span<T> sum = Column(5, count), fee = Column(6, count), reduced = Column(7, count), risk = Column(8, count);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Net>(input, net);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Freight>(input, freight);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Tax>(net, tax);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Gross>(net, tax, gross);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Volume>(gross, volume);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Sum>(gross, freight, sum);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Fee>(sum, fee);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Reduced>(volume, freight, reduced);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Risk>(reduced, fee, risk);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Total>(sum, risk, outputs.Slice(first, count));
        }
    }

    public static void BillRows(ReadOnlySpan<T> inputs, Span<T> outputs)
    {
        outputs = outputs[..inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            T input = inputs[i];
            T net = Arithmetic<T>.Net.Of(input), freight = Arithmetic<T>.Freight.Of(input);
            T gross = Arithmetic<T>.Gross.Of(net, Arithmetic<T>.Tax.Of(net)), sum = Arithmetic<T>.Sum.Of(gross, freight);
            T risk = Arithmetic<T>.Risk.Of(Arithmetic<T>.Reduced.Of(Arithmetic<T>.Volume.Of(gross), freight), Arithmetic<T>.Fee.Of(sum));
            outputs[i] = Arithmetic<T>.Total.Of(sum, risk);
        }
    }

    public void Offer(ReadOnlySpan<T> inputs, Span<T> outputs)
    {
        for (int first = 0; first < inputs.Length; first += _chunkLength)
        {
            int count = Math.Min(_chunkLength, inputs.Length - first);
            ReadOnlySpan<T> input = inputs.Slice(first, count);
            Span<T> net = Column(0, count), freight = Column(1, count), tax = Column(2, count), gross = Column(3, count);
            Span<T> rebate = Column(4, count), surcharge = Column(5, count), sum = Column(6, count), fee = Column(7, count);
            Span<bool> isLarge = _isLarge.AsSpan(0, count);
            ColumnLoops<T>.Each<Arithmetic<T>.Net>(input, net);
            ColumnLoops<T>.Each<Arithmetic<T>.Freight>(input, freight);
            ColumnLoops<T>.Each<Arithmetic<T>.Tax>(net, tax);
            ColumnLoops<T>.Each<Arithmetic<T>.Gross>(net, tax, gross);
            Conditions<T>.AreLarge(gross, isLarge);
            Conditions<T>.Where<Arithmetic<T>.Rebate>(isLarge, true, gross, rebate);
            Conditions<T>.Where<Arithmetic<T>.Surcharge>(isLarge, false, freight, surcharge);
            ColumnLoops<T>.Each<Arithmetic<T>.Sum>(gross, freight, sum);
            ColumnLoops<T>.Each<Arithmetic<T>.Fee>(sum, fee);
            Conditions<T>.Totals(sum, fee, isLarge, rebate, surcharge, outputs.Slice(first, count));
        }
    }

    public void OfferVectors(ReadOnlySpan<T> inputs, Span<T> outputs)
    {
        for (int first = 0; first < inputs.Length; first += _chunkLength)
        {
            int count = Math.Min(_chunkLength, inputs.Length - first);
            ReadOnlySpan<T> input = inputs.Slice(first, count);
            Span<T> net = Column(0, count), freight = Column(1, count), tax = Column(2, count), gross = Column(3, count);
            Span<T> rebate = Column(4, count), surcharge = Column(5, count), sum = Column(6, count), fee = Column(7, count);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Net>(input, net);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Freight>(input, freight);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Tax>(net, tax);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Gross>(net, tax, gross);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Rebate>(gross, rebate);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Surcharge>(freight, surcharge);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Sum>(gross, freight, sum);
            ColumnLoops<T>.Vectors<Arithmetic<T>.Fee>(sum, fee);
            Conditions<T>.Totals(sum, fee, gross, rebate, surcharge, outputs.Slice(first, count));
        }
    }

    public static void OfferRows(ReadOnlySpan<T> inputs, Span<T> outputs)
    {
        outputs = outputs[..inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            T input = inputs[i];
            T net = Arithmetic<T>.Net.Of(input), freight = Arithmetic<T>.Freight.Of(input);
            T gross = Arithmetic<T>.Gross.Of(net, Arithmetic<T>.Tax.Of(net)), sum = Arithmetic<T>.Sum.Of(gross, freight);
            bool isLarge = Conditions<T>.IsLarge(gross);
            T rebate = isLarge ? Arithmetic<T>.Rebate.Of(gross) : T.Zero, surcharge = isLarge ? T.Zero : Arithmetic<T>.Surcharge.Of(freight);
            outputs[i] = Conditions<T>.Total(sum, Arithmetic<T>.Fee.Of(sum), rebate, surcharge);
        }
    }

    private Span<T> Column(int column, int count) => _columns[column].AsSpan(0, count);
}
