using System.Numerics;

namespace Engine.Host.Bench.Batches;

/// <summary>The arithmetic of the benchmarks' workflows, one operator per step: one or two operations on one or two values.</summary>
internal static class Arithmetic<T>
    where T : unmanaged, INumber<T>
{
    public readonly struct Net : IOneColumn<T>
    {
        public static T Of(T a) => a * T.CreateTruncating(0.8);

        public static Vector<T> Of(Vector<T> a) => a * T.CreateTruncating(0.8);
    }

    public readonly struct Freight : IOneColumn<T>
    {
        public static T Of(T a) => (a * T.CreateTruncating(0.05)) + T.CreateTruncating(3);

        public static Vector<T> Of(Vector<T> a) => (a * T.CreateTruncating(0.05)) + new Vector<T>(T.CreateTruncating(3));
    }

    public readonly struct Tax : IOneColumn<T>
    {
        public static T Of(T a) => a * T.CreateTruncating(0.19);

        public static Vector<T> Of(Vector<T> a) => a * T.CreateTruncating(0.19);
    }

    public readonly struct Gross : ITwoColumns<T>
    {
        public static T Of(T a, T b) => a + b;

        public static Vector<T> Of(Vector<T> a, Vector<T> b) => a + b;
    }

    public readonly struct Volume : IOneColumn<T>
    {
        public static T Of(T a) => a * T.CreateTruncating(0.98);

        public static Vector<T> Of(Vector<T> a) => a * T.CreateTruncating(0.98);
    }

    public readonly struct Sum : ITwoColumns<T>
    {
        public static T Of(T a, T b) => a + b;

        public static Vector<T> Of(Vector<T> a, Vector<T> b) => a + b;
    }

    public readonly struct Fee : IOneColumn<T>
    {
        public static T Of(T a) => (a * T.CreateTruncating(0.01)) + T.CreateTruncating(0.3);

        public static Vector<T> Of(Vector<T> a) => (a * T.CreateTruncating(0.01)) + new Vector<T>(T.CreateTruncating(0.3));
    }

    public readonly struct Reduced : ITwoColumns<T>
    {
        public static T Of(T a, T b) => a - b;

        public static Vector<T> Of(Vector<T> a, Vector<T> b) => a - b;
    }

    public readonly struct Risk : ITwoColumns<T>
    {
        public static T Of(T a, T b) => a * b;

        public static Vector<T> Of(Vector<T> a, Vector<T> b) => a * b;
    }

    public readonly struct Total : ITwoColumns<T>
    {
        public static T Of(T a, T b) => a + (b * T.CreateTruncating(0.001));

        public static Vector<T> Of(Vector<T> a, Vector<T> b) => a + (b * T.CreateTruncating(0.001));
    }

    public readonly struct Rebate : IOneColumn<T>
    {
        public static T Of(T a) => a * T.CreateTruncating(0.05);

        public static Vector<T> Of(Vector<T> a) => a * T.CreateTruncating(0.05);
    }

    public readonly struct Surcharge : IOneColumn<T>
    {
        public static T Of(T a) => (a * T.CreateTruncating(0.1)) + T.CreateTruncating(1);

        public static Vector<T> Of(Vector<T> a) => (a * T.CreateTruncating(0.1)) + new Vector<T>(T.CreateTruncating(1));
    }
}
