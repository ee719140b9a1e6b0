using System.Buffers;

namespace Engine.Host.Serve.Http;

/// <summary>Bytes in an array of the shared pool, until they are disposed of.</summary>
internal readonly struct RentedBytes : IDisposable
{
    private readonly byte[] _array;

    private RentedBytes(byte[] array, int length)
    {
        _array = array;
        Memory = array.AsMemory(0, length);
    }

    public ReadOnlyMemory<byte> Memory { get; }

    public static RentedBytes CopyOf(ReadOnlySequence<byte> bytes)
    {
        byte[] array = ArrayPool<byte>.Shared.Rent((int)bytes.Length);
        bytes.CopyTo(array);
        return new RentedBytes(array, (int)bytes.Length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_array);
}
