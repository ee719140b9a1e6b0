using System;

namespace Engine.Generators.Incremental;

/// <summary>
/// A hash wide enough to stand for the text itself: two edits that collide are not to be expected in the life of a machine.
/// The same in every process as long as what is hashed is.
/// </summary>
internal readonly struct Hash128(ulong high, ulong low) : IEquatable<Hash128>
{
    public ulong High { get; } = high;

    public ulong Low { get; } = low;

    /// <summary>For hashes of things that have no order.</summary>
    public static Hash128 operator +(Hash128 left, Hash128 right) => new(unchecked(left.High + right.High), unchecked(left.Low + right.Low));

    public bool Equals(Hash128 other) => High == other.High && Low == other.Low;

    public override bool Equals(object? obj) => obj is Hash128 other && Equals(other);

    public override int GetHashCode() => unchecked((int)(Low ^ (Low >> 32)));
}

/// <summary>Hashes a sequence. Order counts, and so does where one text ends and the next begins.</summary>
internal struct Hasher
{
    private const ulong FirstFactor = 0x9E37_79B9_7F4A_7C15;
    private const ulong SecondFactor = 0xC2B2_AE3D_27D4_EB4F;

    private ulong _high;
    private ulong _low;

    public void Add(ulong value)
    {
        unchecked
        {
            _high = (_high ^ value) * FirstFactor;
            _high ^= _high >> 32;
            _low = (_low + value + 1) * SecondFactor;
            _low ^= _low >> 29;
        }
    }

    public void Add(int value) => Add(unchecked((ulong)value));

    public void Add(Hash128 value)
    {
        Add(value.High);
        Add(value.Low);
    }

    public void Add(string text)
    {
        Add(text.Length);
        int i = 0;
        for (; i + 4 <= text.Length; i += 4)
        {
            Add(text[i] | ((ulong)text[i + 1] << 16) | ((ulong)text[i + 2] << 32) | ((ulong)text[i + 3] << 48));
        }

        ulong rest = 0;
        for (; i < text.Length; i++)
        {
            rest = (rest << 16) | text[i];
        }

        Add(rest);
    }

    /// <summary>Both halves depend on all that was added, so that hashes may be summed.</summary>
    public readonly Hash128 ToHash() => new(Finish(_high ^ Finish(_low)), Finish(unchecked(_low + (_high * SecondFactor))));

    private static ulong Finish(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
            value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
            return value ^ (value >> 31);
        }
    }
}
