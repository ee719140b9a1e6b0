using System.Numerics;

namespace Engine.Host.Bench.Batches;

/// <summary>What a step makes of one value, or of as many as a vector holds.</summary>
internal interface IOneColumn<T>
    where T : unmanaged, INumber<T>
{
    static abstract T Of(T a);

    static abstract Vector<T> Of(Vector<T> a);
}

/// <summary>The same of two values.</summary>
internal interface ITwoColumns<T>
    where T : unmanaged, INumber<T>
{
    static abstract T Of(T a, T b);

    static abstract Vector<T> Of(Vector<T> a, Vector<T> b);
}
