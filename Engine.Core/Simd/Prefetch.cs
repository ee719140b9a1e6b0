using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Engine.Internal;

/// <summary>Asks for a cache line ahead of its use. A hint: harmless anywhere, and nothing where the processor has none.</summary>
internal static class Prefetch
{
    // One instruction; a call would cost more than it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Read(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
